using IxpServer.Api.Http;
using IxpServer.Hosting.Configuration;

namespace IxpServer.Api.Rendering;

/// <summary>Section <c>Ixp:Rendering</c>: what a render may come to.</summary>
public sealed class RenderOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Ixp:Rendering";

    /// <summary>
    /// The largest answer of a render, and of a whole batch, in MiB (alias <c>RENDER_MAX_ANSWER_MB</c>). Defaults in the
    /// items of an array can make much of little: what a request sends is no bound for what is made of it.
    /// </summary>
    public int MaxAnswerMegabytes { get; set; } = 16;

    /// <summary>The same in bytes.</summary>
    internal long MaxAnswerBytes => MaxAnswerMegabytes * 1024L * 1024L;

    /// <summary>413: what the request asks for would be larger than an answer may be.</summary>
    /// <param name="what">What would be: the answer, or the batch's.</param>
    internal IxpError AnswerTooLarge(string what) =>
        IxpError.InvalidRequest(
            $"{what} would be larger than {MaxAnswerBytes} bytes with all defaults: send less, or raise "
                + Setting.NameOf("RENDER_MAX_ANSWER_MB", $"{Section}:{nameof(MaxAnswerMegabytes)}"),
            StatusCodes.Status413PayloadTooLarge
        ) with
        {
            Details = new() { ["maxAnswerBytes"] = MaxAnswerBytes },
        };
}
