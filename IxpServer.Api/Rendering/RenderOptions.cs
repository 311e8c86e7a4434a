using IxpServer.Api.Http;

namespace IxpServer.Api.Rendering;

/// <summary>What a render may come to.</summary>
[SettingSection("Ixp:Rendering")]
public sealed class RenderOptions
{
    /// <summary>
    /// The largest answer of a render, and of a whole batch. Defaults in the items of an array can make much of little:
    /// what a request sends is no bound for what is made of it.
    /// </summary>
    [Setting("RENDER_MAX_ANSWER_MB", Key = "MaxAnswerMegabytes", Unit = Unit.MiB, Min = 1, Max = 1_024)]
    public long MaxAnswerBytes { get; init; } = 16L * 1024 * 1024;

    /// <summary>413: what the request asks for would be larger than an answer may be.</summary>
    /// <param name="what">What would be: the answer, or the batch's.</param>
    internal IxpError AnswerTooLarge(string what) =>
        IxpError.InvalidRequest(
            $"{what} would be larger than {MaxAnswerBytes} bytes with all defaults: send less, or raise "
                + SettingReader.SettingOf<RenderOptions>(nameof(MaxAnswerBytes)).Name,
            StatusCodes.Status413PayloadTooLarge
        ) with
        {
            Details = new() { ["maxAnswerBytes"] = MaxAnswerBytes },
        };
}
