using System.Text.Json;
using IxpServer.JsonSchema;

namespace IxpServer.Api.Crawler.Sources;

/// <summary>The sources that crawlers may name, each with its rules: those in code and those of the configuration.</summary>
internal sealed class SourceCatalog
{
    private readonly IHostEnvironment _environment;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly List<string> _faults = [];

    /// <exception cref="ConfigurationException">A source cannot be used as it is configured.</exception>
    public SourceCatalog(
        IEnumerable<ICrawlerSource> inCode,
        IConfiguration configuration,
        IHostEnvironment environment,
        TimeProvider time,
        ILogger<SourceCatalog> logger
    )
    {
        (_environment, _time, _logger) = (environment, time, logger);
        var code = inCode.ToDictionary(source => source.Name, StringComparer.Ordinal);
        var entries = CrawlerOptionsReader.Read(configuration, _faults);
        var plain = code.Values.Where(source => !entries.Any(entry => entry.Options.Name == source.Name));
        var sources = entries
            .Where(entry => entry.Options.Enabled)
            .Select(entry => Create(entry, code))
            .OfType<CrawlerSource>()
            .Concat(plain.Select(CreatePlain))
            .OrderBy(source => source.Name, Comparer<string>.Create(CrawlerSource.Compare));
        Sources = [.. sources];
        if (_faults.Count > 0)
        {
            throw new ConfigurationException(_faults);
        }
    }

    /// <summary>In the order of a walk.</summary>
    internal IReadOnlyList<CrawlerSource> Sources { get; }

    private CrawlerSource CreatePlain(ICrawlerSource source)
    {
        if (!CrawlerOptionsReader.IsName(source.Name))
        {
            _faults.Add($"The crawler source '{source.Name}' registered in code: its name is not allowed");
        }

        return new CrawlerSource
        {
            Items = source,
            Options = new CrawlerSourceOptions { Name = source.Name },
            Dropped = new DroppedItems(source.Name, _logger),
        };
    }

    private CrawlerSource? Create(
        (string Key, CrawlerSourceOptions Options) entry,
        Dictionary<string, ICrawlerSource> code
    )
    {
        var (key, options) = entry;
        var dropped = new DroppedItems(options.Name, _logger);
        var (json, schema) = ReadSchema(key, options);
        if (code.TryGetValue(options.Name, out var source) == options.File is not null)
        {
            _faults.Add(
                source is null
                    ? $"{key}__File: not set, and no source '{options.Name}' is registered in code"
                    : $"{key}__File: found '{options.File}'; '{options.Name}' is registered in code and has no file"
            );
            return null;
        }

        return new CrawlerSource
        {
            Items = source ?? OpenFile(key, options, schema, dropped),
            Options = options,
            Dropped = dropped,
            SchemaJson = json,
            Schema = schema,
            Auth = options.Auth is { } auth ? new SourceAuth(options.Name, auth) : null,
            Rate = options.RateLimit is { } rate
                ? new RateWindow(rate.Requests, TimeSpan.FromSeconds(rate.WindowSeconds), _time)
                : null,
        };
    }

    private FileSource OpenFile(string key, CrawlerSourceOptions options, CompiledSchema? schema, DroppedItems dropped)
    {
        var source = new FileSource(options, FullPath(options.File!), schema, dropped, _logger);
        Try($"{key}__File", options.File!, source.LoadIfChanged);
        return source;
    }

    private (JsonElement?, CompiledSchema?) ReadSchema(string key, CrawlerSourceOptions options)
    {
        if ((options.Schema ?? options.SchemaFile) is not { } found)
        {
            return default;
        }

        var setting = options.Schema is null ? $"{key}__SchemaFile" : $"{key}__Schema";
        JsonElement? json = null;
        CompiledSchema? schema = null;
        Try(
            setting,
            found,
            () =>
            {
                json = JsonElement.Parse(options.Schema ?? File.ReadAllText(FullPath(found)));
                schema = CompiledSchema.Compile(json.Value);
            }
        );
        return (json, schema);
    }

    private void Try(string setting, string found, Action use)
    {
        try
        {
            use();
        }
        catch (Exception fault)
            when (fault is IOException or UnauthorizedAccessException or JsonException or SchemaException)
        {
            _faults.Add($"{setting}: '{found}' cannot be used: {fault.Message}");
        }
    }

    private string FullPath(string file) => Path.GetFullPath(file, _environment.ContentRootPath);
}
