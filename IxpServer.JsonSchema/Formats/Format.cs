using System.Text;
using IxpServer.JsonSchema.Patterns;

namespace IxpServer.JsonSchema.Formats;

/// <summary>Whether a text, in UTF-8 and without escapes, has a format.</summary>
internal delegate bool FormatCheck(ReadOnlySpan<byte> text);

/// <summary>The formats of the newest draft (JSON Schema Validation 2020-12, section 7.3), which hold in the others too.</summary>
internal static class Format
{
    /// <summary>Finds a format; null when it is not known, and so asserts nothing.</summary>
    public static FormatCheck? Find(string name, SchemaDraft draft) =>
        name switch
        {
            // What authors knew by this name before draft-07 has no offset: draft-03 asked for hh:mm:ss.
            "time" when draft < SchemaDraft.Draft7 => null,
            "date-time" => DateAndTime.IsDateTime,
            "date" => DateAndTime.IsDate,
            "time" => DateAndTime.IsTime,
            "duration" => Duration.IsDuration,
            "email" => Email.IsEmail,
            "idn-email" => Email.IsInternationalEmail,
            "hostname" => Hostname.IsHostname,
            "idn-hostname" => Hostname.IsInternationalHostname,
            "ipv4" => IpAddress.IsIpv4,
            "ipv6" => IpAddress.IsIpv6,
            "uri" => UriSyntax.IsUri,
            "uri-reference" => UriSyntax.IsUriReference,
            "iri" => UriSyntax.IsIri,
            "iri-reference" => UriSyntax.IsIriReference,
            "uuid" => Identifiers.IsUuid,
            "uri-template" => UriTemplate.IsUriTemplate,
            "json-pointer" => Identifiers.IsJsonPointer,
            "relative-json-pointer" => Identifiers.IsRelativeJsonPointer,
            "regex" => IsRegex,
            _ => null,
        };

    private static bool IsRegex(ReadOnlySpan<byte> text) => Pattern.IsValid(Encoding.UTF8.GetString(text));
}
