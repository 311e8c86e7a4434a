using System.Diagnostics;

namespace IxpServer.Processes;

/// <summary>A process that was started here: its output, its end, and the means to bring that about.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private const int LinesKept = 40;
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan StopLimit = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly ChildStart _start;
    private readonly Queue<string> _lastLines = new();
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(Process process, ChildStart start) => (_process, _start) = (process, start);

    /// <summary>Which process it is; while it runs, and ever after.</summary>
    public ProcessIdentity? Identity { get; private set; }

    /// <summary>Completes with its exit code when it has ended and what it printed has been read.</summary>
    public Task<int> Exited => _exited.Task;

    /// <summary>What it printed last.</summary>
    public IReadOnlyList<string> LastLines
    {
        get
        {
            lock (_lastLines)
            {
                return [.. _lastLines];
            }
        }
    }

    /// <summary>Starts a process in a session of its own, so that a Ctrl-C in the terminal reaches only this one.</summary>
    public static ChildProcess Start(ChildStart start)
    {
        var child = new ChildProcess(new Process { StartInfo = start.ToStartInfo() }, start);
        child.Run();
        return child;
    }

    /// <summary>Starts a process that says on its output when it is ready, and waits for that.</summary>
    /// <exception cref="ProcessFailedException">It ended instead, or took too long; it no longer runs.</exception>
    public static Task<ChildProcess> StartReadyAsync(
        ChildStart start,
        string name,
        Func<string, bool> isReadyLine,
        CancellationToken cancellation
    )
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var child = Start(
            start with
            {
                Output = line =>
                {
                    start.Output?.Invoke(line);
                    if (isReadyLine(line))
                    {
                        ready.TrySetResult();
                    }
                },
            }
        );
        return child.ReadyAsync(ready.Task, name, cancellation);
    }

    /// <summary>Waits until a started process is ready.</summary>
    /// <exception cref="ProcessFailedException">It ended instead, or took too long; it no longer runs.</exception>
    public async Task<ChildProcess> ReadyAsync(Task ready, string name, CancellationToken cancellation)
    {
        try
        {
            await (await Task.WhenAny(ready, Exited).WaitAsync(StartLimit, cancellation));
            return ready.IsCompletedSuccessfully
                ? this
                : throw new ProcessFailedException($"{name} ended with exit code {await Exited}:", LastLines);
        }
        catch (TimeoutException late)
        {
            await DisposeAsync();
            throw new ProcessFailedException(
                $"{name} is not ready after {StartLimit.TotalSeconds} s:\n  {string.Join("\n  ", LastLines)}",
                late
            );
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks it to end and waits; kills it when it does not. Does nothing when it has ended.</summary>
    public async Task StopAsync()
    {
        Signal(_start.StopSignal);
        try
        {
            await Exited.WaitAsync(StopLimit);
        }
        catch (TimeoutException)
        {
            await KillAsync();
        }
    }

    /// <summary>Kills it (<c>kill -9</c>) and waits until it is gone.</summary>
    public Task KillAsync()
    {
        Signal(Processes.Signal.Kill);
        return Exited;
    }

    /// <summary>Sends it a signal, unless it has ended.</summary>
    public void Signal(Signal signal) => Identity?.Send(signal);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
    }

    private void Run()
    {
        _process.OutputDataReceived += Read;
        _process.ErrorDataReceived += Read;
        _process.Exited += (_, _) => _ = EndAsync();
        _process.Start();
        Identity = ProcessIdentity.Of(_process.Id);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        try
        {
            _process.StandardInput.Write(_start.Input);
            _process.StandardInput.Close();
        }
        catch (IOException) when (_start.Input is not null)
        {
            // It ended without reading its input; its exit code tells.
        }

        // Only now: the end of a short process, seen before its output is being read, would not wait for that output.
        _process.EnableRaisingEvents = true;
    }

    /// <summary>Its own children may hold its output open for longer than it lives: that is not waited for.</summary>
    private async Task EndAsync()
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
        }
        catch (TimeoutException) { }

        _exited.TrySetResult(_process.ExitCode);
    }

    private void Read(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
        {
            return;
        }

        lock (_lastLines)
        {
            _lastLines.Enqueue(line.Data);
            if (_lastLines.Count > LinesKept)
            {
                _lastLines.Dequeue();
            }
        }

        _start.Output?.Invoke(line.Data);
    }
}
