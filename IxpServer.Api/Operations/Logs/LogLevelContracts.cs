namespace IxpServer.Api.Operations.Logs;

/// <summary>What a request wants a level to be.</summary>
/// <param name="Level">The least level that is logged; null takes back what was set here.</param>
/// <param name="Category">A category or its beginning up to a dot; left out for all that have no level of their own.</param>
/// <param name="ExpiresInSeconds">After how long the level goes back by itself; left out for never.</param>
public sealed record LogLevelRequestBody(string? Level, string? Category = null, int? ExpiresInSeconds = null);

/// <summary>The levels of the replica that answers.</summary>
/// <param name="Replica">Its machine and process.</param>
/// <param name="Levels">Each category that has one.</param>
public sealed record LogLevelsBody(string Replica, IReadOnlyList<LogLevelBody> Levels);

/// <summary>The level of a category.</summary>
/// <param name="Category">The category, or its beginning; <c>Default</c> for all others.</param>
/// <param name="Level">The least level that is logged.</param>
/// <param name="IsOverride">Whether it was set while the server runs.</param>
/// <param name="ExpiresAt">When it goes back by itself, ISO 8601, UTC.</param>
public sealed record LogLevelBody(string Category, string Level, bool IsOverride, string? ExpiresAt = null);
