namespace IxpServer.ProcessHost.Hosting;

/// <summary>The variables that the application's own programs are started with.</summary>
internal sealed class HostEnvironment(HostSecrets secrets)
{
    private static readonly string[] Environments = ["ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT", "NODE_ENV"];

    internal IReadOnlyDictionary<string, string?> Variables(string? database, string? cache)
    {
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal);

        // What the developer has set wins, but for the servers started here.
        Default(variables, "JWT_SECRET", () => secrets.Key("JWT_SECRET"));
        Default(variables, "ENCRYPTION_KEY", () => secrets.Key("ENCRYPTION_KEY"));
        if (!Environments.Any(IsSet))
        {
            variables["ASPNETCORE_ENVIRONMENT"] = "Development";
        }

        if (database is not null)
        {
            variables["ConnectionStrings__ixpdb"] = database;
        }

        if (cache is not null)
        {
            variables["ConnectionStrings__cache"] = cache;
        }

        return variables;
    }

    private static void Default(Dictionary<string, string?> variables, string name, Func<string> value)
    {
        if (!IsSet(name) && !IsSet($"{name}_FILE"))
        {
            variables[name] = value();
        }
    }

    private static bool IsSet(string name) => Environment.GetEnvironmentVariable(name) is not (null or "");
}
