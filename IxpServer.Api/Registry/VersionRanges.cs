using System.Diagnostics.CodeAnalysis;
using Semver;

namespace IxpServer.Api.Registry;

/// <summary>Reads versions and ranges as npm writes them, from definitions and from requests.</summary>
internal static class VersionRanges
{
    private const int MaxLength = 100;

    /// <summary>Everything, in words.</summary>
    internal const string Latest = "latest";

    /// <summary>Reads a version. Short forms such as <c>1.0</c> are taken as <c>1.0.0</c>.</summary>
    internal static bool TryParseVersion(string? text, [NotNullWhen(true)] out SemVersion? version) =>
        SemVersion.TryParse(text, SemVersionStyles.Any, out version, MaxLength);

    /// <summary>Reads a range such as <c>^1.2</c>, <c>1.x || &gt;=3</c> or an exact version.</summary>
    internal static bool TryParseRange(string? text, [NotNullWhen(true)] out SemVersionRange? range) =>
        SemVersionRange.TryParseNpm(text, out range, MaxLength);
}
