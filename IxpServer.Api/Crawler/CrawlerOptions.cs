namespace IxpServer.Api.Crawler;

/// <summary>One entry of the list <c>Ixp:Crawler:Sources</c>.</summary>
public sealed class CrawlerSourceOptions
{
    /// <summary>Name of the configuration section with the list.</summary>
    public const string Section = "Ixp:Crawler:Sources";

    /// <summary>What requests call the source: letters, digits, dots, hyphens and underscores, 64 at most.</summary>
    public string Name { get; set; } = "";

    /// <summary>What it holds, in a sentence.</summary>
    public string? Description { get; set; }

    /// <summary>The version of its contents' format.</summary>
    public string? Version { get; set; }

    /// <summary>The type of items that name none; the source's name by default.</summary>
    public string? Type { get; set; }

    /// <summary>
    /// A JSON file with the items, relative to the content root. Without it the entry sets the rules of the source of
    /// this name that is registered in code.
    /// </summary>
    public string? File { get; set; }

    /// <summary>A JSON Schema that items must satisfy, as JSON text.</summary>
    public string? Schema { get; set; }

    /// <summary>The same as a file, relative to the content root.</summary>
    public string? SchemaFile { get; set; }

    /// <summary>False: as if the source did not exist.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Who may read it; everybody by default.</summary>
    public CrawlerAuthOptions? Auth { get; set; }

    /// <summary>How often it may be read; without limit by default.</summary>
    public CrawlerRateLimitOptions? RateLimit { get; set; }

    /// <summary>How long what was read is used again.</summary>
    public CrawlerCacheOptions Cache { get; set; } = new();

    /// <summary>How many of its items a page may hold.</summary>
    public CrawlerPaginationOptions Pagination { get; set; } = new();
}

/// <summary>Credentials that a source asks for.</summary>
public sealed class CrawlerAuthOptions
{
    /// <summary><c>apiKey</c>, <c>bearer</c> or <c>basic</c>.</summary>
    public string Type { get; set; } = "";

    /// <summary>The header that holds the API key.</summary>
    public string Header { get; set; } = "X-API-Key";

    /// <summary>The key, token or password.</summary>
    public string Secret { get; set; } = "";

    /// <summary>The user of <c>basic</c>.</summary>
    public string? User { get; set; }
}

/// <summary>How often a source may be read, by all crawlers together.</summary>
public sealed class CrawlerRateLimitOptions
{
    /// <summary>Requests within a window.</summary>
    public int Requests { get; set; }

    /// <summary>The window's length.</summary>
    public int WindowSeconds { get; set; } = 60;
}

/// <summary>How long what was read from a source is used again.</summary>
public sealed class CrawlerCacheOptions
{
    /// <summary>In seconds; 0 reads it anew for every request.</summary>
    public int TtlSeconds { get; set; }
}

/// <summary>How many items of a source a page may hold.</summary>
public sealed class CrawlerPaginationOptions
{
    /// <summary>Where the request names no limit.</summary>
    public int DefaultLimit { get; set; } = 100;

    /// <summary>Whatever the request asks for.</summary>
    public int MaxLimit { get; set; } = 1_000;
}
