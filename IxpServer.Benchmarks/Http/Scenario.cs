namespace IxpServer.Benchmarks.Http;

/// <summary>A request of a scenario.</summary>
/// <param name="Key">What the bare server finds the answer by.</param>
/// <param name="Method">GET or POST.</param>
/// <param name="Path">The path.</param>
/// <param name="Body">JSON; null for none.</param>
internal sealed record Request(string Key, string Method, string Path, string? Body)
{
    internal static Request Get(string path) => new(path, "GET", path, null);

    internal static Request Render(string intent, string parameters) =>
        new(intent, "POST", "/ixp/render", $$$"""{"intent":{"name":"{{{intent}}}","parameters":{{{parameters}}}}}""");

    internal byte[] Format() => RawHttp.Format(Method, Path, Body);
}

/// <summary>What is asked of both servers, and how much more the IXP server may spend on it.</summary>
/// <param name="Name">For the report.</param>
/// <param name="Registry">The generated registry; null for the sample registry.</param>
/// <param name="Requests">Sent in turn.</param>
internal sealed record Scenario(string Name, GeneratedRegistry? Registry, IReadOnlyList<Request> Requests)
{
    internal int Status { get; init; } = 200;

    /// <summary>The highest ratio of CPU time to the bare server's; null when there is no budget.</summary>
    internal double? Budget { get; init; }

    /// <summary>The ratio that is aimed at.</summary>
    internal double? Aim { get; init; }

    internal static Scenario Render(GeneratedRegistry registry) =>
        new($"render ({registry.Count:N0} intents)", registry, [.. registry.Renders()]) { Budget = 2.0, Aim = 1.3 };

    internal static Scenario List(GeneratedRegistry registry, string path) =>
        new($"GET {path} ({registry.Count:N0})", registry, [Request.Get(path)]) { Budget = 1.3, Aim = 1.1 };

    internal static Scenario Refusal(GeneratedRegistry registry) =>
        new("render, missing parameter (400)", registry, [.. registry.Incomplete()]) { Status = 400 };

    internal static Scenario Weather() =>
        new(
            "render with data (show_weather)",
            null,
            [Request.Render("show_weather", """{"city":"Lisbon","days":3}""")]
        );
}
