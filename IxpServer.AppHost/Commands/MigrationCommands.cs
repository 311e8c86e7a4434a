namespace IxpServer.AppHost.Commands;

/// <summary>What the dashboard can do to the schema: runs of the migration service.</summary>
internal static class MigrationCommands
{
    private const string Program = "IxpServer.MigrationService";
    private const string Target = "target";

    internal static IResourceBuilder<ProjectResource> WithMigrationCommands(
        this IResourceBuilder<ProjectResource> migrations,
        IResourceBuilder<IResourceWithConnectionString> database
    )
    {
        migrations.WithRun(database, "migrate-up", "Migrate up", "ArrowUp", "Applies what is pending", _ => []);
        migrations.WithRun(
            database,
            "seed-samples",
            "Seed samples",
            "BoxMultiple",
            "Imports the sample intents and components into the database",
            _ => ["--seed-samples"]
        );
        return migrations.WithRun(
            database,
            "migrate-down",
            "Migrate down",
            "ArrowDown",
            "Takes back every migration after the one that is named, and what their tables hold",
            context => ["--rollback", context.Arguments.GetString(Target) ?? ""],
            new()
            {
                ConfirmationMessage = "Migrations that are taken back lose what their tables hold. Go on?",
                Arguments =
                [
                    new()
                    {
                        Name = Target,
                        Label = "Back to",
                        Description = "The last migration to keep, such as InitialSchema; 0 keeps none",
                        InputType = InputType.Text,
                        Required = true,
                    },
                ],
            }
        );
    }

    private static IResourceBuilder<ProjectResource> WithRun(
        this IResourceBuilder<ProjectResource> migrations,
        IResourceBuilder<IResourceWithConnectionString> database,
        string name,
        string label,
        string icon,
        string description,
        Func<ExecuteCommandContext, string[]> arguments,
        ProcessCommandOptions? options = null
    )
    {
        options ??= new ProcessCommandOptions();
        (options.IconName, options.Description) = (icon, description);

        // Built with this program, and beside it: in its own project's output of the same configuration.
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.GetFullPath(Path.Combine(here.FullName, "..", "..", Program, here.Name, $"{Program}.dll"));
        return migrations.WithProcessCommand(
            name,
            label,
            async context => new ProcessCommandSpec("dotnet")
            {
                Arguments = [program, .. arguments(context)],
                EnvironmentVariables =
                {
                    [$"ConnectionStrings__{database.Resource.Name}"] =
                        await database.Resource.GetConnectionStringAsync(context.CancellationToken) ?? "",
                },
            },
            options
        );
    }
}
