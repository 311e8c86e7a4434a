using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using IxpServer.Api.Http;
using Xunit;

namespace IxpServer.Tests.Architecture;

/// <summary>Which folder of the server may use which. A change of the table is a change of the architecture.</summary>
public sealed class FolderTests
{
    /// <summary>Each folder, from the bottom to the top, and the folders below it that it may use.</summary>
    private static readonly (string Folder, string[] Uses)[] Allowed =
    [
        ("Json", []),
        ("Telemetry", []),
        ("Configuration", []),
        ("Http", ["Json", "Telemetry", "Configuration"]),
        ("Caching", ["Telemetry", "Configuration"]),
        ("Database", ["Configuration", "Http"]),
        ("Limits", ["Telemetry", "Configuration", "Http", "Caching"]),
        ("Security", ["Json", "Configuration", "Http", "Database", "Limits"]),
        ("Requests", ["Json", "Http", "Database", "Limits"]),
        ("Registry", ["Json", "Telemetry", "Configuration", "Http", "Database", "Security", "Requests"]),
        ("Sessions", ["Http", "Caching", "Database", "Security", "Requests"]),
        ("IntentLogs", ["Telemetry", "Http", "Caching", "Database", "Security"]),
        (
            "Rendering",
            [
                "Json",
                "Telemetry",
                "Configuration",
                "Http",
                "Caching",
                "Limits",
                "Security",
                "Requests",
                "Registry",
                "Sessions",
                "IntentLogs",
            ]
        ),
        ("Crawler", ["Json", "Configuration", "Http", "Caching", "Limits", "Registry"]),
        ("Accounts", ["Json", "Configuration", "Http", "Database", "Limits", "Security", "Requests"]),
        ("Site", ["Json", "Configuration", "Http", "Limits", "Security", "Registry"]),
        (
            "Operations",
            [
                "Json",
                "Telemetry",
                "Configuration",
                "Http",
                "Caching",
                "Database",
                "Limits",
                "Security",
                "Requests",
                "Registry",
                "IntentLogs",
                "Rendering",
            ]
        ),
        ("Start", ["Configuration", "Http", "Security", "Accounts", "Operations"]),
    ];

    private static readonly ArchUnitNET.Domain.Architecture Server = new ArchLoader()
        .LoadAssembly(typeof(IxpError).Assembly)
        .Build();

    [Fact]
    public void Folders_use_only_what_is_below_them()
    {
        var used = Server
            .Types.SelectMany(type => type.Dependencies)
            .Where(use => use.Target is not GenericParameter)
            .Select(use => (From: FolderOf(use.Origin), To: FolderOf(use.Target), use))
            .Where(use => use.From is not null && use.To is not null && use.From != use.To)
            .ToLookup(use => (use.From!, use.To!), use => $"{use.use.Origin.Name} uses {use.use.Target.Name}");
        var allowed = Allowed.SelectMany(row => row.Uses.Select(use => (row.Folder, use))).ToHashSet();
        var faults = used.Where(arrow => !allowed.Contains(arrow.Key))
            .Select(arrow => $"{arrow.Key.Item1} -> {arrow.Key.Item2}: {string.Join(", ", arrow.Distinct())}");

        Assert.False(faults.Any(), string.Join('\n', faults));
    }

    [Fact]
    public void The_table_has_no_cycle_and_every_folder()
    {
        var below = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (folder, uses) in Allowed)
        {
            Assert.All(uses, use => Assert.Contains(use, below));
            below.Add(folder);
        }

        Assert.Equal(Server.Types.Select(FolderOf).OfType<string>().Distinct().Order(), below.Order());
    }

    /// <summary>The folder that a type is in; null for what is in none, and may use all of them.</summary>
    private static string? FolderOf(IType type) =>
        type.Namespace?.FullName.Split('.') is ["IxpServer", "Api", var folder, ..] ? folder : null;
}
