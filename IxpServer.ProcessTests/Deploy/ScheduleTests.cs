using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using IxpServer.Tests.Telemetry;
using k8s;
using k8s.Models;
using Xunit;

namespace IxpServer.Tests.Deploy;

/// <summary>Backups that run by themselves: systemd, cron and Kubernetes, and how they tell of it.</summary>
[SupportedOSPlatform("linux")]
public sealed partial class ScheduleTests : IAsyncLifetime
{
    private const string Installed = "/opt/ixp/";
    private BackupSite _site = null!;

    public async ValueTask InitializeAsync() => _site = await BackupSite.CreateAsync();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Systemd_takes_the_units()
    {
        var units = new List<string>();
        foreach (var unit in new[] { "ixp-backup.service", "ixp-backup.timer" })
        {
            var text = await File.ReadAllTextAsync(
                Path.Combine(Script.Directory, "systemd", unit),
                TestDatabase.Cancel
            );
            units.Add(Path.Combine(_site.Directory, unit));
            await File.WriteAllTextAsync(units[^1], Here(text), TestDatabase.Cancel);
        }

        var (code, output) = await Tool.RunAsync("systemd-analyze", input: "", ["verify", "--man=no", .. units]);
        Assert.True(code is 0, output);
        Assert.Empty(output);
    }

    [Fact]
    public async Task The_line_for_cron_backs_up_and_tells_the_metrics()
    {
        var lines = await File.ReadAllLinesAsync(
            Path.Combine(Script.Directory, "ixp-backup.cron"),
            TestDatabase.Cancel
        );
        var line = Assert.Single(lines, line => line.StartsWith("0 2 * * * ixp-backup ", StringComparison.Ordinal));
        var variables = Path.Combine(_site.Directory, "backup.env");
        await File.WriteAllTextAsync(variables, $"PGDATABASE='{_site.Name}'\n", TestDatabase.Cancel);
        var command = Here(line["0 2 * * * ixp-backup ".Length..])
            .Replace("/etc/ixp/backup.env", variables, StringComparison.Ordinal);
        var written = Written(lines);
        Assert.Equal(2, written.Count);

        var (code, output) = await Script.RunAsync(
            _site.Postgres,
            "/bin/bash",
            ["-c", command],
            [
                .. written.Select(pair =>
                    (
                        pair.Key,
                        pair.Key is "BACKUP_DIR"
                            ? _site.Directory
                            : Path.Combine(_site.Directory, Path.GetFileName(pair.Value))
                    )
                ),
            ]
        );

        Assert.True(code is 0, output);
        Assert.Single(_site.Backups);
        Assert.True(File.Exists(Path.Combine(_site.Directory, "ixp-backup.prom")));
    }

    [Fact]
    public void Systemd_and_cron_write_to_the_same_places_which_the_documentation_makes()
    {
        var unit = File.ReadAllLines(Path.Combine(Script.Directory, "systemd", "ixp-backup.service"));
        var written = Written(unit.Select(line => line.Replace("Environment=", "", StringComparison.Ordinal)));
        Assert.Equal(written, Written(File.ReadAllLines(Path.Combine(Script.Directory, "ixp-backup.cron"))));
        var documentation = ContainerFiles.Read("docs", "backup.md");
        var allowed = Assert.Single(unit, line => line.StartsWith("ReadWritePaths=", StringComparison.Ordinal));
        foreach (var directory in new[] { written["BACKUP_DIR"], Path.GetDirectoryName(written["BACKUP_METRICS"])! })
        {
            Assert.Contains(directory, allowed.Split('=', ' ').Select(path => path.TrimStart('-')));
            Assert.Matches($@"install -d -o ixp-backup -g ixp-backup -m 7\d\d {directory}\n", documentation);
        }

        Assert.Contains("User=ixp-backup", unit);
        Assert.Contains(" ixp-backup\n", documentation[documentation.IndexOf("useradd ", StringComparison.Ordinal)..]);
    }

    [Fact]
    public async Task A_Pushgateway_is_told_and_keeps_what_it_knew_when_a_run_fails()
    {
        var pushed = new List<(string Address, string Text)>();
        await using var gateway = await StubHttpServer.StartAsync(async context =>
        {
            using var body = new StreamReader(context.Request.Body);
            pushed.Add(
                ($"{context.Request.Method} {context.Request.Path}", await body.ReadToEndAsync(context.RequestAborted))
            );
        });
        // Without a file: the pod that ran before this one has left nothing.
        (string, string)[] settings = [("BACKUP_METRICS", ""), ("BACKUP_PUSHGATEWAY", gateway.Url)];

        var (code, output) = await _site.BackUpAsync(settings);
        Assert.True(code is 0, output);
        (code, output) = await _site.BackUpAsync([.. settings, ("PGPORT", "1")]);
        Assert.True(code is not 0, output);

        // POST adds to the group, where PUT would take away what is not in it.
        var group = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(_site.Name));
        Assert.All(pushed, push => Assert.Equal($"POST /metrics/job/backup/database@base64/{group}", push.Address));
        Assert.Equal(2, pushed.Count);
        var (well, failed) = (pushed[0].Text, pushed[1].Text);
        Assert.Contains("\nixp_backup_last_exit_code 0\n", well);
        Assert.Contains("\nixp_backup_last_success_timestamp_seconds ", well);
        Assert.Contains("\nixp_backup_last_exit_code 1\n", failed);
        Assert.DoesNotContain("ixp_backup_last_success_timestamp_seconds", failed);
        foreach (var (_, text) in pushed)
        {
            var (exit, told) = await Tool.RunAsync("promtool", text, ["check", "metrics"]);
            Assert.True(exit is 0, told);
        }
    }

    [Fact]
    public async Task A_Pushgateway_that_is_away_is_told_and_the_backup_is_good()
    {
        var (code, output) = await _site.BackUpAsync(("BACKUP_PUSHGATEWAY", "http://me:secret@127.0.0.1:1"));

        Assert.Equal(0, code);
        Assert.Contains("did not take the metrics", output);
        Assert.DoesNotContain("secret", output);
    }

    [Fact]
    public void Kubernetes_runs_one_at_a_time() =>
        Assert.Equal("Forbid", Manifests().OfType<V1CronJob>().Single().Spec.ConcurrencyPolicy);

    [Fact]
    public void Kubernetes_sets_variables_that_the_scripts_read_and_no_secrets()
    {
        var scripts = string.Concat(Directory.GetFiles(Script.Directory, "*.sh").Select(File.ReadAllText));
        var variables = Manifests().OfType<V1CronJob>().Single().Spec.JobTemplate.Spec.Template.Spec.Containers[0].Env;
        Assert.All(variables, variable => Assert.Matches($@"\b{variable.Name}\b", scripts));
        Assert.All(
            variables.Where(variable => SecretName().IsMatch(variable.Name)),
            variable => Assert.NotNull(variable.ValueFrom.SecretKeyRef)
        );
        Assert.Contains(variables, variable => variable.Name is "BACKUP_PUSHGATEWAY");
        Assert.DoesNotContain(variables, variable => variable.Name is "DATABASE_URL");
    }

    private static List<object> Manifests() =>
        KubernetesYaml.LoadAllFromString(
            File.ReadAllText(Path.Combine(Repository.Root, "deploy", "kubernetes", "base", "backup.yaml")),
            typeMap: null,
            strict: true
        );

    /// <summary>The places that are written to, of lines of <c>NAME=value</c>.</summary>
    private static SortedDictionary<string, string> Written(IEnumerable<string> lines) =>
        new(
            lines
                .Where(line =>
                    line.StartsWith("BACKUP_DIR=", StringComparison.Ordinal)
                    || line.StartsWith("BACKUP_METRICS=", StringComparison.Ordinal)
                )
                .Select(line => line.Split('='))
                .ToDictionary(parts => parts[0], parts => parts[1]),
            StringComparer.Ordinal
        );

    /// <summary>With the repository in place of where it is installed.</summary>
    private static string Here(string text) => text.Replace(Installed, $"{Repository.Root}/", StringComparison.Ordinal);

    [GeneratedRegex("KEY|PASSWORD|TOKEN", RegexOptions.None, 1_000)]
    private static partial Regex SecretName();
}
