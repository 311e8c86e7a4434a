using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using IxpServer.Processes;
using Xunit;

namespace IxpServer.Tests.Support;

/// <summary>The server as a process of its own, for what only a process shows: environment, exit code, output.</summary>
public sealed partial class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("ixp-data-");

    private ServerProcess(Process process) => _process = process;

    /// <summary>Everything it printed so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Starts it with only these variables set besides what a process needs.</summary>
    public static ServerProcess Start(params (string Name, string Value)[] variables) => Start([], variables);

    /// <summary>The same, with arguments on its command line.</summary>
    public static ServerProcess Start(string[] arguments, params (string Name, string Value)[] variables)
    {
        var server = new ServerProcess(new Process());
        server._process.StartInfo = OurProgram(
            "IxpServer.Api",
            arguments,
            [("DATABASE_FILE", Path.Combine(server._data.FullName, "ixp.db")), .. variables]
        );
        server._process.StartInfo.WorkingDirectory = Repository.ApiDirectory;
        server._process.OutputDataReceived += server.Read;
        server._process.ErrorDataReceived += server.Read;
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        return server;
    }

    /// <summary>How to start a program of ours with only these variables set besides what a process needs.</summary>
    internal static ProcessStartInfo OurProgram(
        string name,
        IEnumerable<string> arguments,
        IEnumerable<(string Name, string Value)> variables
    )
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, $"{name}.dll"), .. arguments]
        )
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var kept in new[] { "PATH", "HOME", "DOTNET_ROOT", "TMPDIR" })
        {
            start.Environment[kept] = Environment.GetEnvironmentVariable(kept);
        }

        // As for the tests themselves: it does not live long enough to gain by it.
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var (variable, value) in variables)
        {
            start.Environment[variable] = value;
        }

        return start;
    }

    /// <summary>Waits until it listens; where.</summary>
    public Task<Uri> ListeningAsync() =>
        _listening.Task.WaitAsync(Eventually.Limit, TestContext.Current.CancellationToken);

    /// <summary>Waits until it may use its database too; where it listens.</summary>
    public async Task<Uri> ReadyAsync()
    {
        using var client = new HttpClient { BaseAddress = await ListeningAsync() };
        await Eventually.TrueAsync(
            async () => (await client.GetAsync("/ready", TestContext.Current.CancellationToken)).IsSuccessStatusCode,
            "the server is ready"
        );
        return client.BaseAddress;
    }

    /// <summary>Waits until it ends; its exit code.</summary>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Eventually.Limit);
        return _process.ExitCode;
    }

    /// <summary>Asks it to end (SIGTERM) and waits until it has; its exit code.</summary>
    public async Task<int> StopAsync()
    {
        Send(Signal.Terminate);
        return await ExitAsync();
    }

    /// <summary>Sends it a signal, and waits for nothing.</summary>
    public void Send(Signal signal) => ProcessIdentity.Of(_process.Id)?.Send(signal);

    /// <summary>Kills it (<c>kill -9</c>) and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
        _data.Delete(recursive: true);
    }

    private void Read(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
        {
            _output.AppendLine(line.Data);
        }

        if (line.Data is not null && ListeningLine().Match(line.Data) is { Success: true } match)
        {
            _listening.TrySetResult(
                new Uri(match.Groups["url"].Value.Replace("[::]", "localhost", StringComparison.Ordinal))
            );
        }
    }

    [GeneratedRegex(@"Now listening on: (?<url>[^\s""]+)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex ListeningLine();
}
