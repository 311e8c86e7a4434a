using Xunit;

namespace IxpServer.Tests.Support;

/// <summary>Tests that measure time, or what is counted for the whole process: each has the process to itself.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
