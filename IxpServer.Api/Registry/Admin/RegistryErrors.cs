using System.Text.Json.Nodes;
using IxpServer.Api.Http;
using IxpServer.Api.Registry.Compatibility;
using IxpServer.Api.Registry.Stored;

namespace IxpServer.Api.Registry.Admin;

/// <summary>How the registry's administration says no.</summary>
internal static class RegistryErrors
{
    private const int MaxFaults = 50;

    /// <summary>412: somebody else changed the registry meanwhile.</summary>
    internal static IxpError Outdated(IfMatch expected, long revision) =>
        new(
            StatusCodes.Status412PreconditionFailed,
            "PRECONDITION_FAILED",
            $"The registry is at revision {revision}, not {string.Join(" or ", expected.Versions ?? [])}: read it again and repeat the change"
        )
        {
            Details = new JsonObject { ["revision"] = revision },
        };

    /// <summary>409: the database would hold more than it may.</summary>
    internal static IxpError Full(int count, int most) =>
        IxpError.Conflict(
            $"The database would hold {count} versions, and may hold {most} ("
                + $"{SettingReader.SettingOf<RegistryOptions>(nameof(RegistryOptions.MaxDefinitions)).Name}). Versions stay for good, "
                + "deleted ones too: raise the limit to publish more"
        ) with
        {
            Details = new JsonObject { ["limit"] = most },
        };

    /// <summary>400: what was sent is no definition.</summary>
    internal static IxpError Invalid(IReadOnlyList<RegistryFault> faults) =>
        IxpError.InvalidRequest($"The definition has faults: {Say(faults)}") with
        {
            Details = List(faults),
        };

    /// <summary>409: the registry would contradict itself.</summary>
    internal static IxpError Contradiction(IReadOnlyList<RegistryFault> faults) =>
        IxpError.Conflict($"The registry would not be valid: {Say(faults)}") with
        {
            Details = List(faults),
        };

    /// <summary>409: callers of an earlier version would be refused.</summary>
    internal static IxpError Breaking(VersionKey key, string earlier, string next, IReadOnlyList<SchemaBreak> breaks) =>
        IxpError.Conflict(
            $"{key} {(breaks.All(one => one.IsUnknown) ? "may refuse" : "refuses")} what {earlier} accepts, "
                + $"at {breaks[0].Pointer}: {breaks[0].Message}. "
                + $"Publish it as {next}, or accept what {earlier} accepts"
        ) with
        {
            Details = new JsonObject
            {
                ["comparedTo"] = earlier,
                ["breaks"] = new JsonArray([
                    .. breaks.Select(one => new JsonObject
                    {
                        ["path"] = one.Pointer,
                        ["message"] = one.Message,
                        ["isUnknown"] = one.IsUnknown,
                    }),
                ]),
            },
        };

    private static string Say(IReadOnlyList<RegistryFault> faults)
    {
        var first = faults[0];
        var more = faults.Count > 1 ? $"; and {faults.Count - 1} more" : "";
        var place = first.Pointer.Length > 0 ? $"{IxpError.Clip(first.Pointer)}: " : "";
        return $"{place}{first.Message}{more}";
    }

    private static JsonObject List(IReadOnlyList<RegistryFault> faults) =>
        new()
        {
            ["faults"] = new JsonArray([
                .. faults
                    .Take(MaxFaults)
                    .Select(fault => new JsonObject { ["path"] = fault.Pointer, ["message"] = fault.Message }),
            ]),
        };
}
