using System.Text.Json;

namespace IxpServer.Api.Rendering.Data;

/// <summary>
/// Gives data for intents that name it in <c>dataProvider.name</c>. Register an implementation as a singleton of
/// this interface. Answers are cached, and the last good one is served while the provider fails.
/// </summary>
/// <remarks>
/// It fails by a <see cref="DataProviderException"/>, or by what reaching something over a network or in a database
/// throws. Anything else is a fault of its code: the render is answered 500, and the log has it as an error.
/// </remarks>
public interface IIntentDataProvider
{
    /// <summary>The name that definitions use.</summary>
    string Name { get; }

    /// <summary>Gets the data for one request.</summary>
    /// <param name="parameters">The intent's parameters, valid and with defaults.</param>
    /// <param name="cancel">Fires when the intent's time for data is over.</param>
    /// <exception cref="DataProviderException">The data cannot be had.</exception>
    Task<ProviderAnswer> GetAsync(JsonElement parameters, CancellationToken cancel);

    /// <summary>Gets the data for one request; implement it too if intents let the provider read their session.</summary>
    /// <param name="parameters">The intent's parameters, valid and with defaults.</param>
    /// <param name="session">
    /// An object with a member for each path that the intent lists in <c>dataProvider.session</c> and the session has.
    /// </param>
    /// <param name="cancel">Fires when the intent's time for data is over.</param>
    /// <exception cref="DataProviderException">The data cannot be had.</exception>
    Task<ProviderAnswer> GetAsync(JsonElement parameters, JsonElement session, CancellationToken cancel) =>
        GetAsync(parameters, cancel);
}

/// <summary>What a provider found.</summary>
/// <param name="Props">An object whose members become props.</param>
/// <param name="Source">Where it is from, in a word the answer's metadata repeats, such as <c>live</c>.</param>
public sealed record ProviderAnswer(JsonElement Props, string Source);

/// <summary>Data cannot be had. The message is for the log, never for the caller.</summary>
public sealed class DataProviderException(DataFailure failure, string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>For a provider that knows no closer reason.</summary>
    public DataProviderException(string message, Exception? inner = null)
        : this(DataFailure.Failed, message, inner) { }

    /// <summary>Why, in a word that the caller and the metrics are told.</summary>
    public DataFailure Failure => failure;
}
