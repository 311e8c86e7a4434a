namespace IxpServer.Api.Crawler;

/// <summary>Reads and checks the list of sources, reporting every fault at once.</summary>
internal static class CrawlerOptionsReader
{
    private const int SecondsOfDay = 86_400;

    /// <summary>The entries without faults; the faults of the others are added to the list.</summary>
    internal static IReadOnlyList<(string Key, CrawlerSourceOptions Options)> Read(
        IConfiguration configuration,
        List<string> faults
    )
    {
        var read = new List<(string, CrawlerSourceOptions)>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var section in configuration.GetSection(CrawlerSourceOptions.Section).GetChildren())
        {
            var key = Setting.VariableOf(section.Path);
            if (Bind(section, key, faults) is not { } options)
            {
                continue;
            }

            var found = CheckGiven(section, options).Concat(Check(options)).Select(fault => $"{key}__{fault}").ToList();
            if (!names.Add(options.Name))
            {
                found.Add($"{key}__Name: '{options.Name}' is the name of an entry before it");
            }

            faults.AddRange(found);
            if (found.Count is 0)
            {
                read.Add((key, options));
            }
        }

        return read;
    }

    /// <summary>Whether requests and cursors can name a source like this.</summary>
    internal static bool IsName(string? name) =>
        name is { Length: > 0 and <= 64 }
        && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_');

    private static CrawlerSourceOptions? Bind(IConfigurationSection section, string key, List<string> faults)
    {
        try
        {
            // A misspelt "Auth" must not leave a source open.
            var options =
                section.Get<CrawlerSourceOptions>(binder => binder.ErrorOnUnknownConfiguration = true)
                ?? new CrawlerSourceOptions();

            // JSON's null reaches members that are never null otherwise.
            options.Name ??= "";
            options.Cache ??= new CrawlerCacheOptions();
            options.Pagination ??= new CrawlerPaginationOptions();
            return options;
        }
        catch (InvalidOperationException fault)
        {
            faults.Add($"{key}: {Shorten(fault.Message)}");
            return null;
        }
    }

    /// <summary>The binder speaks of its own options and of our types before it names the settings.</summary>
    private static string Shorten(string message) =>
        message.StartsWith($"'{nameof(BinderOptions.ErrorOnUnknownConfiguration)}'", StringComparison.Ordinal)
            ? $"there is no setting {message[(message.LastIndexOf(": ", StringComparison.Ordinal) + 2)..]}"
            : message;

    /// <summary>A rule that was given without its settings must not pass for a rule that was not given.</summary>
    private static IEnumerable<string> CheckGiven(IConfigurationSection section, CrawlerSourceOptions options)
    {
        var given = section.GetChildren().Select(child => child.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (options.Auth is null && given.Contains(nameof(options.Auth)))
        {
            yield return "Auth__Type: not set";
        }

        if (options.RateLimit is null && given.Contains(nameof(options.RateLimit)))
        {
            yield return "RateLimit__Requests: not set";
        }
    }

    private static IEnumerable<string> Check(CrawlerSourceOptions options)
    {
        if (!IsName(options.Name))
        {
            yield return Setting.WrongValue("Name", options.Name, "up to 64 letters, digits, '.', '-' and '_'");
        }

        if (options is { Schema: not null, SchemaFile: not null })
        {
            yield return "SchemaFile: Schema is set too; only one of them may be";
        }

        if (options.Type is "")
        {
            yield return Setting.WrongValue("Type", "", "any other text");
        }

        foreach (var fault in options.Auth is { } auth ? CheckAuth(auth) : [])
        {
            yield return $"Auth__{fault}";
        }

        if (options.RateLimit is { } rate)
        {
            foreach (
                var fault in Range("RateLimit__Requests", rate.Requests, 1, 100_000)
                    .Concat(Range("RateLimit__WindowSeconds", rate.WindowSeconds, 1, SecondsOfDay))
            )
            {
                yield return fault;
            }
        }

        var pages = options.Pagination;
        foreach (
            var fault in Range("Cache__TtlSeconds", options.Cache.TtlSeconds, 0, SecondsOfDay)
                .Concat(Range("Pagination__MaxLimit", pages.MaxLimit, 1, CrawlerRequest.MaxLimit))
                .Concat(Range("Pagination__DefaultLimit", pages.DefaultLimit, 1, CrawlerRequest.MaxLimit))
        )
        {
            yield return fault;
        }
    }

    private static IEnumerable<string> CheckAuth(CrawlerAuthOptions auth)
    {
        if (auth.Type is not ("apiKey" or "bearer" or "basic"))
        {
            yield return Setting.WrongValue("Type", auth.Type, "apiKey, bearer or basic");
        }

        if (string.IsNullOrEmpty(auth.Secret))
        {
            yield return "Secret: not set";
        }

        if (auth.Type is "apiKey" && !IsName(auth.Header))
        {
            yield return Setting.WrongValue("Header", auth.Header, "the name of a header");
        }

        if (auth.Type is "basic" && (auth.User is not { Length: > 0 } user || user.Contains(':')))
        {
            yield return Setting.WrongValue("User", auth.User, "a name without ':'");
        }
    }

    private static IEnumerable<string> Range(string name, int value, int least, int most) =>
        value >= least && value <= most
            ? []
            : [Setting.WrongValue(name, value, $"a whole number from {least} to {most}")];
}
