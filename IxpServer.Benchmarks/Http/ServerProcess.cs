using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IxpServer.Benchmarks.Http;

/// <summary>A server in a process of its own, listening on a loopback port; disposing kills it.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private ServerProcess(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    internal int Port { get; }

    /// <summary>From the start of the process to its first answer with status 200.</summary>
    internal TimeSpan StartTime { get; private set; }

    /// <summary>User and system time so far, as in <c>/proc/PID/stat</c>.</summary>
    internal TimeSpan CpuTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory now, in MB.</summary>
    internal double ResidentMegabytes => Status("VmRSS");

    /// <summary>The most resident memory so far, in MB.</summary>
    internal double PeakMegabytes => Status("VmHWM");

    /// <summary>Starts a server and waits until it answers.</summary>
    /// <param name="command">The program and its arguments, given the port to listen on.</param>
    /// <param name="probe">The path that must answer 200.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">It ended, or did not answer in time.</exception>
    internal static async Task<ServerProcess> StartAsync(
        Func<int, ProcessStartInfo> command,
        string probe,
        CancellationToken cancel
    )
    {
        var port = FreePort();
        var start = command(port);
        start.UseShellExecute = false;
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        var watch = Stopwatch.StartNew();
        var server = new ServerProcess(Process.Start(start)!, port);
        try
        {
            server.Collect();
            await server.WaitAsync(RawHttp.Format("GET", probe, null), watch, cancel);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Collect()
    {
        _process.OutputDataReceived += (_, line) => Append(line.Data);
        _process.ErrorDataReceived += (_, line) => Append(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void Append(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }

    private async Task WaitAsync(byte[] probe, Stopwatch watch, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                if ((await RawHttp.SendAsync(Port, probe, cancel)).Status is 200)
                {
                    StartTime = watch.Elapsed;
                    return;
                }
            }
            catch (Exception fault) when (fault is SocketException or IOException)
            {
                // Not there yet.
            }

            if (_process.HasExited || watch.Elapsed > StartLimit)
            {
                throw new InvalidOperationException($"{_process.StartInfo.FileName} does not answer:\n{_output}");
            }

            await Task.Delay(2, cancel);
        }
    }

    private double Status(string name)
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status")
            .First(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)
            / 1024.0;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
