using System.Globalization;

namespace IxpServer.Processes;

/// <summary>Finds the programs that are started here.</summary>
public sealed class Binaries
{
    private const string DebianPostgres = "/usr/lib/postgresql";

    private static readonly Dictionary<string, string> Packages = new(StringComparer.Ordinal)
    {
        ["postgres"] = "postgresql",
        ["initdb"] = "postgresql",
        ["psql"] = "postgresql",
        ["redis-server"] = "redis-server",
        ["setsid"] = "util-linux",
        ["setpriv"] = "util-linux",
        ["chown"] = "coreutils",
        ["dotnet"] = "dotnet-sdk-10.0",
    };

    private readonly List<string> _directories;

    /// <summary>Searches these directories, in this order.</summary>
    public Binaries(IEnumerable<string> directories) => _directories = [.. directories];

    /// <summary>
    /// <c>PATH</c>, then where Debian and Ubuntu keep PostgreSQL's server, which they leave out of <c>PATH</c>, the
    /// newest version first.
    /// </summary>
    public static Binaries OfThisMachine { get; } =
        new([
            .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(
                Path.PathSeparator,
                StringSplitOptions.RemoveEmptyEntries
            ),
            .. PostgresVersions(),
        ]);

    /// <summary>The program's path.</summary>
    /// <exception cref="MissingBinaryException">It is nowhere.</exception>
    public string Find(string name)
    {
        var path = _directories.Select(directory => Path.Combine(directory, name)).FirstOrDefault(File.Exists);
        return path ?? throw new MissingBinaryException(name, Packages.GetValueOrDefault(name, name));
    }

    /// <summary>
    /// A program of the same PostgreSQL as its server. Debian's <c>psql</c> in <c>PATH</c> is a script that chooses a
    /// version by rules of its own.
    /// </summary>
    /// <exception cref="MissingBinaryException">It is not there.</exception>
    public string FindPostgres(string name)
    {
        var server = new FileInfo(Find("postgres"));
        var target = server.ResolveLinkTarget(returnFinalTarget: true) ?? server;
        var path = Path.Combine(Path.GetDirectoryName(target.FullName)!, name);
        return File.Exists(path) ? path : throw new MissingBinaryException(name, Packages[name]);
    }

    private static IEnumerable<string> PostgresVersions() =>
        Directory.Exists(DebianPostgres)
            ? Directory
                .GetDirectories(DebianPostgres)
                .OrderByDescending(directory =>
                    double.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var version)
                        ? version
                        : 0
                )
                .Select(directory => Path.Combine(directory, "bin"))
            : [];
}

/// <summary>A program is not installed. The message says which, and what to install.</summary>
/// <param name="program">The missing program.</param>
/// <param name="package">The package of Debian and Ubuntu that has it.</param>
public sealed class MissingBinaryException(string program, string package)
    : Exception($"{program} is not installed. On Debian and Ubuntu: apt-get install {package}");
