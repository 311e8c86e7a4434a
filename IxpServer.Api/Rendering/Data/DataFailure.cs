using System.Text.Json;
using System.Text.Json.Serialization;

namespace IxpServer.Api.Rendering.Data;

/// <summary>Why a data provider gave nothing that can be passed on.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DataFailure>))]
public enum DataFailure
{
    /// <summary>The provider says so, and no more.</summary>
    Failed,

    /// <summary>It cannot be reached, or is left alone because it kept failing.</summary>
    Unavailable,

    /// <summary>It took longer than its <c>timeoutMs</c>.</summary>
    Timeout,

    /// <summary>It answered with another status than 2xx; redirects are not followed.</summary>
    Status,

    /// <summary>The answer is not what its <c>Content-Encoding</c> says, or that is none of gzip, br and deflate.</summary>
    Encoding,

    /// <summary>The answer is not in the charset that it says, UTF-8 where it says none.</summary>
    Charset,

    /// <summary>The answer is not JSON.</summary>
    NotJson,

    /// <summary>The answer, or what <c>map</c> makes of it, is no object.</summary>
    NotAnObject,

    /// <summary>The answer has text that not every reader can hold: a lone surrogate, U+0000.</summary>
    BadText,

    /// <summary>The answer has a number beyond a double.</summary>
    BadNumber,

    /// <summary>The answer is larger than an answer may be, decompressed.</summary>
    TooLarge,

    /// <summary>The answer is nested deeper than an answer may be.</summary>
    TooDeep,

    /// <summary>The answer has more object members than befit its size.</summary>
    TooManyMembers,

    /// <summary>The answer is JSON, but not what the provider's code or the component's <c>propsSchema</c> expects.</summary>
    UnexpectedShape,

    /// <summary>The request lacks a value that the provider needs: a parameter, or one of the session.</summary>
    MissingValue,

    /// <summary>A value of the request's cannot be used there: it is no plain text, or would change the URL's path.</summary>
    BadValue,

    /// <summary>The definition or the server's settings never let it answer: an unknown name, a secret that is not set.</summary>
    Misconfigured,

    /// <summary>A fault in the server's or the provider's code: no data's fault, and answered as such.</summary>
    InternalError,
}

/// <summary>How failures are told.</summary>
internal static class DataFailures
{
    private static readonly string[] Codes =
    [
        .. Enum.GetNames<DataFailure>().Select(name => JsonNamingPolicy.SnakeCaseLower.ConvertName(name)),
    ];

    /// <summary>The failure as metadata and metrics name it, such as <c>not_json</c>.</summary>
    internal static string Code(this DataFailure failure) => Codes[(int)failure];
}
