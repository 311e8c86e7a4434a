namespace IxpServer.ProcessHost.Hosting;

/// <summary>Everybody's output on one console: each line after the name of the process that it is from.</summary>
internal sealed class HostLog
{
    private const int NameWidth = 10;
    private const string Reset = "\e[0m";
    private static readonly string[] Colours = ["\e[36m", "\e[33m", "\e[32m", "\e[35m", "\e[34m", "\e[96m", "\e[93m"];

    private readonly bool _coloured =
        !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "";
    private readonly Lock _console = new();
    private int _names;

    /// <summary>The host's own lines.</summary>
    internal Action<string> Host { get; }

    internal HostLog() => Host = For("host");

    /// <summary>Where the lines of one process go.</summary>
    internal Action<string> For(string name)
    {
        var prefix = $"{name.PadRight(NameWidth)} |";
        prefix = _coloured ? $"{Colours[_names++ % Colours.Length]}{prefix}{Reset}" : prefix;
        return line =>
        {
            lock (_console)
            {
                Console.Out.WriteLine($"{prefix} {line}");
            }
        };
    }
}
