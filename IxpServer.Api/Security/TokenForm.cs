using System.Buffers.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace IxpServer.Api.Security;

/// <summary>What is asked of a JWT's form that the library does not ask. Its signature has been checked before.</summary>
internal static class TokenForm
{
    /// <summary>Of two members with one name the library would take the last (RFC 7519, section 4).</summary>
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>
    /// The token's claims; null when it is not to be accepted. Read those that must be one text as such: of a list, anybody
    /// could take another part to be meant.
    /// </summary>
    /// <param name="token">A token that is right otherwise.</param>
    internal static JsonElement? Read(SecurityToken token)
    {
        try
        {
            var jwt = (JsonWebToken)token;

            // It names what must be understood, and nothing of that is here (RFC 7515, section 4.1.11).
            return Parse(jwt.EncodedHeader).TryGetProperty("crit", out _) ? null : Parse(jwt.EncodedPayload);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement Parse(string part) => JsonElement.Parse(Base64Url.DecodeFromChars(part), Strict);
}
