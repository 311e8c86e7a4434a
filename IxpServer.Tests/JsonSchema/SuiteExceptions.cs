namespace IxpServer.Tests.JsonSchema;

/// <summary>The optional cases of the official test suite that the engine does not pass, and why it does not.</summary>
internal static class SuiteExceptions
{
    private const string Content =
        "What a text holds is an annotation: the drafts since 2019-09 forbid to check it unasked, and one rule serves all.";

    private static readonly (string File, string Group, string[] Tests, string Why)[] All =
    [
        (
            "draft7/optional/content.json",
            "validation of string-encoded content based on media type",
            ["an invalid JSON document"],
            Content
        ),
        (
            "draft7/optional/content.json",
            "validation of binary string-encoding",
            ["an invalid base64 string (% is not a valid character)"],
            Content
        ),
        (
            "draft7/optional/content.json",
            "validation of binary-encoded media type documents",
            ["a validly-encoded invalid JSON document", "an invalid base64 string that is valid JSON"],
            Content
        ),
    ];

    /// <summary>The tests of a file that are not passed, in its order.</summary>
    public static IEnumerable<string> Of(string file) =>
        from exception in All
        where file.EndsWith(exception.File, StringComparison.Ordinal)
        from test in exception.Tests
        select $"{exception.Group}: {test}";
}
