using IxpServer.Processes;
using Microsoft.Extensions.Configuration;

namespace IxpServer.AppHost.Stores;

/// <summary>What PostgreSQL and Redis run as.</summary>
internal enum StoreKind
{
    /// <summary>In containers, as they are published.</summary>
    Containers,

    /// <summary>As plain processes, from programs of this machine.</summary>
    Local,
}

/// <summary>Chooses the kind by <c>--stores containers|local|auto</c>.</summary>
internal static class StoreChoice
{
    private static readonly string[] Programs = ["postgres", "redis-server"];

    /// <summary>What has been asked.</summary>
    private static readonly string Engines =
        $"docker info, of version {ContainerEngine.OldestDocker} or newer; podman info";

    /// <summary>Containers where an engine answers, else programs of this machine, unless the command line says which.</summary>
    /// <exception cref="StartException">There is no such kind, or the machine has not what it takes.</exception>
    internal static StoreKind Choose(IConfiguration configuration, Binaries programs) =>
        configuration["stores"] switch
        {
            null or "" or "auto" => ContainerEngine.Find(configuration) is not null ? StoreKind.Containers
            : Missing(programs) is not { } missing ? StoreKind.Local
            : throw new StartException(
                $"""
                No container engine answers ({Engines}), and {missing}
                PostgreSQL and Redis need one of the two: start Docker or Podman, or install both as programs, on Debian and Ubuntu
                    apt-get install --no-install-recommends postgresql redis-server
                Their own services need not run: the AppHost starts servers of its own.
                """
            ),
            "containers" when ContainerEngine.Find(configuration) is not null => StoreKind.Containers,
            "containers" => throw new StartException($"--stores containers: no container engine answers ({Engines})"),
            "local" => Missing(programs) is { } missing
                ? throw new StartException($"--stores local: {missing}")
                : StoreKind.Local,
            var other => throw new StartException($"--stores: found '{other}'; allowed: containers, local, auto"),
        };

    /// <summary>What keeps the stores from running as processes here; null when nothing does.</summary>
    private static string? Missing(Binaries programs)
    {
        if (!OperatingSystem.IsLinux())
        {
            return "programs of this machine are used on Linux only.";
        }

        try
        {
            Array.ForEach(Programs, program => programs.Find(program));
            return null;
        }
        catch (MissingBinaryException missing)
        {
            return missing.Message;
        }
    }
}

/// <summary>The application cannot be started as asked for; the message says why, and what to do.</summary>
internal sealed class StartException(string message) : DistributedApplicationException(message);
