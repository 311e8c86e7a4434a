using System.Globalization;
using System.Net;
using System.Net.Sockets;
using IxpServer.ProcessHost.Processes;
using Xunit;

namespace IxpServer.Tests.ProcessHost;

/// <summary>The process host as a process of its own.</summary>
internal sealed class HostRunner : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly ChildProcess _host;
    private readonly Output _output;

    private HostRunner(ChildProcess host, Output output) => (_host, _output) = (host, output);

    /// <summary>All it printed that is still kept.</summary>
    public IReadOnlyList<string> Lines => _host.LastLines;

    /// <summary>Where it keeps its data.</summary>
    public string Data => _output.After("host       | data in ").Result;

    public static HostRunner Start(string[] arguments, params (string Name, string? Value)[] variables)
    {
        var output = new Output();
        string[] command = [Path.Combine(AppContext.BaseDirectory, "IxpServer.ProcessHost.dll"), .. arguments];
        var start = new ChildStart(Binaries.OfThisMachine.Find("dotnet"), command)
        {
            Environment = variables.ToDictionary(variable => variable.Name, variable => variable.Value),
            Output = output.Add,
        };
        return new HostRunner(ChildProcess.Start(start), output);
    }

    /// <summary>Waits until it says that all is ready.</summary>
    public static async Task<HostRunner> StartReadyAsync(params string[] arguments)
    {
        var runner = Start(arguments);
        await runner.LineAsync("host       | ready");
        return runner;
    }

    /// <summary>The first of as many ports in a row that are free now.</summary>
    public static int FreePorts(int count)
    {
        while (true)
        {
            var first = Random.Shared.Next(20_000, 30_000);
            if (Enumerable.Range(first, count).All(IsFree))
            {
                return first;
            }
        }
    }

    /// <summary>Waits for a line with this beginning.</summary>
    public async Task LineAsync(string beginning)
    {
        var line = _output.After(beginning);
        var first = await Task.WhenAny(line, _host.Exited).WaitAsync(Limit, TestContext.Current.CancellationToken);
        Assert.True(first == line, $"It ended:\n{string.Join('\n', _host.LastLines)}");
    }

    /// <summary>The processes that it has started, by the names of their pid files.</summary>
    public Dictionary<string, ProcessIdentity> Children() =>
        Directory
            .GetFiles(Data, "*.pid")
            .ToDictionary(
                file => Path.GetFileNameWithoutExtension(file),
                file =>
                    ProcessIdentity.Of(int.Parse(File.ReadAllText(file).Split(' ')[0], CultureInfo.InvariantCulture))!
            );

    public async Task<int> TerminateAsync()
    {
        _host.Signal(Signal.Terminate);
        return await ExitAsync();
    }

    public Task<int> ExitAsync() => _host.Exited.WaitAsync(Limit, TestContext.Current.CancellationToken);

    public Task KillAsync() => _host.KillAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Its lines, as they come.</summary>
    private sealed class Output
    {
        private readonly List<string> _lines = [];
        private readonly List<(string Beginning, TaskCompletionSource<string> Found)> _waiting = [];

        internal void Add(string line)
        {
            lock (_lines)
            {
                _lines.Add(line);
                foreach (var (beginning, found) in _waiting)
                {
                    if (line.StartsWith(beginning, StringComparison.Ordinal))
                    {
                        found.TrySetResult(line[beginning.Length..]);
                    }
                }
            }
        }

        /// <summary>What stands after this beginning of a line, of those that came or the first to come.</summary>
        internal Task<string> After(string beginning)
        {
            lock (_lines)
            {
                var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
                _waiting.Add((beginning, found));
                var line = _lines.Find(line => line.StartsWith(beginning, StringComparison.Ordinal));
                if (line is not null)
                {
                    found.TrySetResult(line[beginning.Length..]);
                }

                return found.Task;
            }
        }
    }
}
