namespace IxpServer.Tests.Support;

/// <summary>Where the repository's own files are.</summary>
public static class Repository
{
    /// <summary>The directory with the solution.</summary>
    public static string Root { get; } = Find();

    /// <summary>The server's project directory.</summary>
    public static string ApiDirectory => Path.Combine(Root, "IxpServer.Api");

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "IxpServer.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("The tests run outside the repository");
    }
}
