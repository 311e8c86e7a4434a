using System.Data.Common;
using System.Runtime.InteropServices;
using System.Text.Json;
using IxpServer.Api.Registry;

namespace IxpServer.Api.Rendering.Data;

/// <summary>Asks an intent's provider, within its time: good data, or the reason why there is none.</summary>
public sealed partial class DataProviders(
    IEnumerable<IIntentDataProvider> providers,
    HttpDataProvider http,
    DataProviderMetrics metrics,
    TimeProvider time,
    ILogger<DataProviders> logger
)
{
    private readonly Dictionary<string, IIntentDataProvider> _byName = providers.ToDictionary(
        provider => provider.Name,
        StringComparer.Ordinal
    );

    /// <summary>Data that can be passed on, or why there is none.</summary>
    internal readonly record struct Result(ProviderAnswer? Answer, DataFailure? Failure);

    /// <summary>Asks. It never throws: what a provider throws is told in the log and counted.</summary>
    /// <param name="resolved">An intent with a provider.</param>
    /// <param name="parameters">Its parameters with defaults.</param>
    /// <param name="session">What the provider may know of the session.</param>
    internal async Task<Result> AskAsync(ResolvedIntent resolved, JsonElement parameters, JsonElement session)
    {
        var definition = resolved.Intent.DataProvider!;
        var startedAt = time.GetTimestamp();
        DataFailure? failure = null;
        try
        {
            // Not the caller's token: others may wait for the same answer.
            using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(definition.TimeoutMs), time);
            var answer = await AskAsync(definition, parameters, session, limit.Token).WaitAsync(limit.Token);
            return new(Check(answer, resolved, parameters), null);
        }
        catch (Exception fault)
        {
            failure = FailureOf(fault);
            if (failure is DataFailure.InternalError)
            {
                LogBroken(definition.DisplayName, resolved.Intent.Name, fault);
            }
            else
            {
                var message =
                    failure is DataFailure.Timeout ? $"It took longer than {definition.TimeoutMs} ms" : fault.Message;
                LogFailed(definition.DisplayName, resolved.Intent.Name, failure.Value.Code(), message, fault);
            }

            return new(null, failure);
        }
        finally
        {
            metrics.Record(definition.DisplayName, failure, time.GetElapsedTime(startedAt));
        }
    }

    private async Task<ProviderAnswer> AskAsync(
        DataProviderDefinition definition,
        JsonElement parameters,
        JsonElement session,
        CancellationToken limit
    )
    {
        if (definition.Url is not null)
        {
            return await http.GetAsync(definition, parameters, session, limit);
        }

        if (!_byName.TryGetValue(definition.Name!, out var provider))
        {
            throw new DataProviderException(
                DataFailure.Misconfigured,
                $"No data provider is registered as '{definition.Name}'"
            );
        }

        var answer = await provider.GetAsync(parameters, session, limit);
        return answer.Props.ValueKind is JsonValueKind.Object
            ? answer with
            {
                Props = AnswerReader.Parse(JsonMarshal.GetRawUtf8Value(answer.Props).ToArray()),
            }
            : answer;
    }

    private static ProviderAnswer Check(ProviderAnswer answer, ResolvedIntent resolved, JsonElement parameters)
    {
        if (answer.Props.ValueKind is not JsonValueKind.Object)
        {
            throw new DataProviderException(DataFailure.NotAnObject, "The provider's answer is not an object");
        }

        return Props.FindDataFault(resolved.Component!, parameters, answer.Props) is { } faults
            ? throw new DataProviderException(
                DataFailure.UnexpectedShape,
                $"With the provider's answer the props break the component's propsSchema at {faults}"
            )
            : answer;
    }

    /// <summary>What a provider in code throws when it reaches nobody is no fault of its code; anything unforeseen is.</summary>
    private static DataFailure FailureOf(Exception fault) =>
        fault switch
        {
            DataProviderException known => known.Failure,
            OperationCanceledException or TimeoutException => DataFailure.Timeout,
            HttpRequestException or IOException or DbException => DataFailure.Unavailable,
            _ => DataFailure.InternalError,
        };

    [LoggerMessage(LogLevel.Warning, "Data provider '{Provider}' failed for intent '{Intent}' ({Reason}): {Message}")]
    private partial void LogFailed(string provider, string intent, string reason, string message, Exception fault);

    [LoggerMessage(LogLevel.Error, "Data provider '{Provider}' has a fault in its code, met by intent '{Intent}'")]
    private partial void LogBroken(string provider, string intent, Exception fault);
}
