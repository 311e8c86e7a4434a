namespace IxpServer.ProcessHost.Services;

/// <summary>Finds the application's own programs, as built.</summary>
public static class BuiltPrograms
{
    /// <summary>The server.</summary>
    public const string Api = "IxpServer.Api";

    /// <summary>The worker that brings the database up to date.</summary>
    public const string MigrationService = "IxpServer.MigrationService";

    /// <summary>
    /// A program's dll: beside this one, as when all are published together, or else in its own project's output of
    /// the same configuration. Null when it has not been built.
    /// </summary>
    public static string? Find(string name)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        string[] places = [here.FullName, Path.Combine(here.FullName, "..", "..", name, here.Name)];
        return places.Select(place => Path.GetFullPath(Path.Combine(place, $"{name}.dll"))).FirstOrDefault(File.Exists);
    }
}
