using System.Runtime.InteropServices;

namespace IxpServer.Api.Rendering;

/// <summary>How long each stage of a render took, in the ticks of <see cref="System.Diagnostics.Stopwatch"/>; 0 for one that it did not come to.</summary>
/// <param name="Resolve">Finding the intent and its component.</param>
/// <param name="Validate">Checking the parameters.</param>
/// <param name="Session">Looking up its session.</param>
/// <param name="Data">Getting the data, from the cache or the provider.</param>
/// <param name="Props">Writing the props, and checking them.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RenderStages(long Resolve, long Validate, long Session, long Data, long Props);
