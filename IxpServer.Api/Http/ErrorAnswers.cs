namespace IxpServer.Api.Http;

/// <summary>Metadata: an endpoint may answer with errors of these statuses, for the OpenAPI document.</summary>
/// <param name="Statuses">The statuses.</param>
internal sealed record ErrorAnswers(IReadOnlyList<int> Statuses)
{
    /// <summary>What can be wrong with a body.</summary>
    internal static readonly ErrorAnswers OfBody = new([
        StatusCodes.Status400BadRequest,
        StatusCodes.Status408RequestTimeout,
        StatusCodes.Status413PayloadTooLarge,
        StatusCodes.Status415UnsupportedMediaType,
    ]);

    internal static void Add(EndpointBuilder builder, params IReadOnlyList<int> statuses) =>
        builder.Metadata.Add(new ErrorAnswers(statuses));
}
