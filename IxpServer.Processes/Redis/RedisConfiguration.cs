namespace IxpServer.Processes.Redis;

/// <summary>The server's configuration file; the password is in it, not on the command line that all can see.</summary>
public static class RedisConfiguration
{
    private static readonly HashSet<string> Own = new(StringComparer.OrdinalIgnoreCase)
    {
        "bind",
        "daemonize",
        "dir",
        "logfile",
        "loglevel",
        "pidfile",
        "port",
        "protected-mode",
        "requirepass",
        "supervised",
        "tls-port",
        "unixsocket",
    };

    /// <summary>Writes it, for its owner's eyes only.</summary>
    /// <param name="file">Where.</param>
    /// <param name="data">The directory that the server keeps its data in.</param>
    /// <param name="port">Its port on loopback; the command line may name another.</param>
    /// <param name="password">What clients must know.</param>
    /// <param name="options">How it is to run.</param>
    public static void Write(string file, string data, int port, string password, RedisOptions options)
    {
        string[] lines =
        [
            .. options.ConfigurationFile is { } given ? File.ReadLines(given).Where(IsKept) : Defaults,
            "bind 127.0.0.1",
            "protected-mode yes",
            .. Listening(port, options.Tls),
            $"requirepass {password}",
            $"dir \"{data}\"",
            "daemonize no",
            "logfile \"\"",
            // Its messages are waited for.
            "loglevel notice",
            .. options.Settings,
        ];
        Modes.WriteSecret(file, string.Join('\n', lines) + "\n");
    }

    private static string[] Listening(int port, (string Certificate, string Key)? tls) =>
        tls is var (certificate, key)
            ?
            [
                "port 0",
                $"tls-port {port}",
                $"tls-cert-file \"{certificate}\"",
                $"tls-key-file \"{key}\"",
                "tls-auth-clients no",
            ]
            : [$"port {port}"];

    private static bool IsKept(string line) => !Own.Contains(line.Split([' ', '\t'], 2)[0]);

    /// <summary>For data that goes away, nothing is written at all.</summary>
    private static readonly string[] Defaults = ["save \"\"", "appendonly no"];
}
