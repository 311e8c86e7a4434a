using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using IxpServer.Tests.Telemetry;
using k8s;
using k8s.Models;
using Xunit;

namespace IxpServer.Tests.Deploy;

/// <summary>The migration service that runs every night: Compose, systemd and Kubernetes.</summary>
[SupportedOSPlatform("linux")]
public sealed class DailyMigrationTests : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public ValueTask DisposeAsync() => _directory.DisposeAsync();

    [Fact]
    public async Task The_line_for_cron_runs_the_service_of_the_compose_file()
    {
        var text = ContainerFiles.Read("deploy", "compose", "ixp-migrations.cron");
        var line = Assert
            .Single(text.Split('\n'), line => line.StartsWith("17 3 * * * root ", StringComparison.Ordinal))[
                "17 3 * * * root ".Length..
            ]
            .Replace("/opt/ixp", Repository.Root, StringComparison.Ordinal);
        var path = await Script.StubAsync(_directory.Path, "docker", """echo "$PWD $*" """);

        var (code, output) = await Script.RunAsync("/bin/bash", ["-c", line], ("PATH", path));

        Assert.True(code is 0, output);
        Assert.Equal(
            $"{ComposeFile.Directory} compose -f compose.prod.yaml run --rm --no-deps migrations",
            output.TrimEnd()
        );
        Assert.Contains("migrations", ComposeFile.Read("compose.prod.yaml").Services.Keys);
    }

    [Fact]
    public async Task Systemd_takes_the_units()
    {
        await Script.StubAsync(_directory.Path, "IxpServer.MigrationService", "");
        var units = new List<string>();
        foreach (var unit in new[] { "ixp-migrations.service", "ixp-migrations.timer" })
        {
            units.Add(Path.Combine(_directory.Path, unit));
            await File.WriteAllTextAsync(
                units[^1],
                ContainerFiles
                    .Read("deploy", "postgres", "systemd", unit)
                    .Replace("/opt/ixp/migrations", _directory.Path, StringComparison.Ordinal)
                    .Replace("/opt/ixp", Repository.Root, StringComparison.Ordinal),
                TestDatabase.Cancel
            );
        }

        var (code, output) = await Tool.RunAsync("systemd-analyze", input: "", ["verify", "--man=no", .. units]);
        Assert.True(code is 0, output);
        Assert.Empty(output);
    }

    [Fact]
    public void Kubernetes_runs_one_at_a_time_with_documented_variables_and_the_alert_knows_it()
    {
        var job = Assert.IsType<V1CronJob>(
            Assert.Single(
                KubernetesYaml.LoadAllFromString(
                    ContainerFiles.Read("deploy", "kubernetes", "base", "nightly.yaml"),
                    typeMap: null,
                    strict: true
                )
            )
        );
        Assert.Equal("Forbid", job.Spec.ConcurrencyPolicy);
        Assert.Equal(86_400, job.Spec.JobTemplate.Spec.TtlSecondsAfterFinished);
        var pod = job.Spec.JobTemplate.Spec.Template.Spec;
        var variables = pod.Containers.Single().Env.Select(variable => variable.Name).ToList();
        ContainerFiles.AssertDocumented(variables);
        Assert.DoesNotContain("DATABASE_URL", variables);

        var alert = Regex.Match(
            ContainerFiles.Read("deploy", "prometheus", "rules", "alerts.yml"),
            "kube_job_status_failed\\{job_name=~\"(?<name>[^\"]+)\"",
            RegexOptions.ExplicitCapture,
            TimeSpan.FromSeconds(1)
        );
        // Kubernetes puts the time after the name; Prometheus matches the whole of it.
        Assert.Matches($"^(?:{alert.Groups["name"].Value})$", $"{job.Metadata.Name}-29398217");
    }
}
