using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using IxpServer.Api.Caching;
using IxpServer.Api.Http;
using IxpServer.Api.Registry;
using ZiggyCreatures.Caching.Fusion;

namespace IxpServer.Api.Rendering.Data;

/// <summary>
/// Gets an intent's data: from the cache while it is fresh, else from the provider within its time, else the last
/// good answer.
/// </summary>
public sealed class IntentDataService(
    DataProviders providers,
    IxpCache cache,
    CacheMetrics cacheMetrics,
    TimeProvider time
)
{
    private static readonly TimeSpan LastGoodIsKept = TimeSpan.FromHours(24);

    /// <summary>After a failure the provider is left alone for this long.</summary>
    private static readonly TimeSpan RetryAfterFailure = TimeSpan.FromSeconds(5);

    /// <summary>The same where nothing earlier can be served: short, since every render goes without the data.</summary>
    private static readonly TimeSpan RetryWithoutAnswer = TimeSpan.FromSeconds(1);

    /// <summary>Gets the data. It never throws for a provider's fault.</summary>
    /// <param name="resolved">An intent with a provider.</param>
    /// <param name="parameters">Its parameters with defaults.</param>
    /// <param name="session">What the provider may know of the session; null where the intent reads none.</param>
    /// <param name="cancel">Ends this caller's wait; the provider goes on for others that wait for the same.</param>
    public async Task<IntentData> GetAsync(
        ResolvedIntent resolved,
        JsonElement parameters,
        SessionValues? session,
        CancellationToken cancel
    )
    {
        var intent = resolved.Intent;
        var definition = intent.DataProvider!;
        var entry = await cache.GetOrSetAsync<Entry>(
            Key(intent, parameters, session),
            (context, _) => RefreshAsync(resolved, parameters, session?.Values ?? SessionValues.None, context),
            new CacheEntry(
                definition.CacheSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                LastGoodIsKept,
                Tags: ["data", $"intent:{intent.Name}"],
                // What was made of a session's values may repeat them, and those are nowhere kept in plain text.
                IsMemoryOnly: session is not null
            ),
            cancel
        );
        return entry switch
        {
            // A fault of the code is answered as one, whatever else could be served: it must not pass for bad data.
            { Failure: DataFailure.InternalError } => new IntentData(definition.DisplayName)
            {
                Failure = entry.Failure,
                Error = IxpError.Internal,
            },
            { Answer: { } answer } => new IntentData(definition.DisplayName)
            {
                Props = answer.Props,
                Source = answer.Source,
                Failure = entry.Failure,
            },
            _ => WithoutData(definition, entry.Failure ?? DataFailure.Failed),
        };
    }

    /// <summary>No data: the render goes without it, unless the intent needs it.</summary>
    internal static IntentData WithoutData(DataProviderDefinition definition, DataFailure failure) =>
        new(definition.DisplayName)
        {
            Failure = failure,
            Error = definition.Required ? Failed(definition, failure) : null,
        };

    /// <summary>502: the provider gave nothing and nothing earlier can be served.</summary>
    internal static IxpError Failed(DataProviderDefinition definition, DataFailure failure) =>
        new(
            StatusCodes.Status502BadGateway,
            "DATA_PROVIDER_ERROR",
            $"The data provider '{definition.DisplayName}' gave no data ({failure.Code()}) and nothing earlier can be served"
        )
        {
            Details = new JsonObject { ["provider"] = definition.DisplayName, ["reason"] = failure.Code() },
        };

    /// <summary>
    /// Asks the provider; if it fails, what it said last is served again, for a short while and marked. If it has said
    /// nothing, that is remembered for a moment: a crowd of renders must not become a crowd of requests to it.
    /// </summary>
    private async Task<Entry> RefreshAsync(
        ResolvedIntent resolved,
        JsonElement parameters,
        JsonElement session,
        FusionCacheFactoryExecutionContext<Entry> context
    )
    {
        var (answer, failure) = await providers.AskAsync(resolved, parameters, session);
        if (answer is not null)
        {
            context.Options.Size = Size(answer);
            return new Entry(answer, time.GetUtcNow(), null);
        }

        cacheMetrics.CountFailedLoad();

        // Another replica's code may well be sound.
        context.Options.SkipDistributedCacheWrite = failure is DataFailure.InternalError;
        if (
            context is { HasStaleValue: true, StaleValue.Value: { Answer: { } last } stale }
            && time.GetUtcNow() - stale.At < LastGoodIsKept
        )
        {
            context.Options.Duration = RetryAfterFailure;
            context.Options.DistributedCacheDuration = RetryAfterFailure;
            context.Options.Size = Size(last);
            cacheMetrics.CountStale();
            return stale with { Failure = failure };
        }

        context.Options.Duration = RetryWithoutAnswer;
        context.Options.IsFailSafeEnabled = false;
        // Another replica's provider may well answer: this failure is nobody else's.
        context.Options.SkipDistributedCacheWrite = true;
        return new Entry(null, time.GetUtcNow(), failure);
    }

    /// <summary>
    /// Equal parameters give equal keys: they were all written by the same schema. Nobody can make others give the same.
    /// What depends on a session is that session's alone, and only as long as its values stay.
    /// </summary>
    private static string Key(IntentDefinition intent, JsonElement parameters, SessionValues? session)
    {
        var key = $"data:{intent.Name}:{intent.Version}:{intent.DataProvider!.Fingerprint}:{Hash(parameters)}";
        return session is null ? key : $"{key}:{session.Id}:{Hash(session.Values)}";
    }

    private static string Hash(JsonElement json) =>
        Convert.ToHexString(SHA256.HashData(JsonMarshal.GetRawUtf8Value(json)));

    private static long Size(ProviderAnswer answer) => IxpCache.Units(JsonMarshal.GetRawUtf8Value(answer.Props).Length);

    /// <summary>What the cache holds: an answer, and why there is no newer one where the provider has failed since.</summary>
    private sealed record Entry(ProviderAnswer? Answer, DateTimeOffset At, DataFailure? Failure);
}
