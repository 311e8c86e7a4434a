using System.Diagnostics;
using System.Text.Json;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.AppHost.Tests;

/// <summary>What is published for azd and aspirate.</summary>
public sealed class ManifestTests
{
    [Fact]
    public async Task The_manifest_that_is_checked_in_is_what_the_AppHost_publishes_byte_for_byte()
    {
        // As deep in the repository as the one that is checked in: paths in it are relative to it.
        var directory = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts"));
        var published = Path.Combine(directory.FullName, $"{Guid.NewGuid():N}.json");
        try
        {
            using var publisher = Process.Start(
                new ProcessStartInfo(
                    "dotnet",
                    [
                        Path.Combine(AppContext.BaseDirectory, "IxpServer.AppHost.dll"),
                        "--operation",
                        "publish",
                        "--publisher",
                        "manifest",
                        "--output-path",
                        published,
                    ]
                )
                {
                    WorkingDirectory = Path.Combine(Repository.Root, "IxpServer.AppHost"),
                }
            )!;
            await publisher.WaitForExitAsync(AppModel.Cancel);
            Assert.Equal(0, publisher.ExitCode);

            var checkedIn = Path.Combine(Repository.Root, "aspire-manifest", "aspire-manifest.json");
            Assert.Equal(
                await File.ReadAllTextAsync(published, AppModel.Cancel),
                await File.ReadAllTextAsync(checkedIn, AppModel.Cancel)
            );
        }
        finally
        {
            File.Delete(published);
        }
    }

    [Fact]
    public void The_same_project_is_named_for_Aspires_command_line_and_azd()
    {
        using var aspire = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "aspire.config.json")));
        var path = aspire.RootElement.GetProperty("appHost").GetProperty("path").GetString()!;

        Assert.True(File.Exists(Path.Combine(Repository.Root, path)));
        Assert.Contains($"project: ./{path}\n", File.ReadAllText(Path.Combine(Repository.Root, "azure.yaml")));
    }
}
