using System.Text.Json;
using System.Text.Json.Serialization;
using IxpServer.Api.Accounts.Audit;
using IxpServer.Api.Http;

namespace IxpServer.Api.Accounts;

/// <summary>The types of the accounts' answers.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SignInBody))]
[JsonSerializable(typeof(RegisteredBody))]
[JsonSerializable(typeof(UserBody))]
[JsonSerializable(typeof(PageBody<UserBody>))]
[JsonSerializable(typeof(KeyBody))]
[JsonSerializable(typeof(PageBody<KeyBody>))]
[JsonSerializable(typeof(PageBody<AuditBody>))]
internal sealed partial class AccountJson : JsonSerializerContext;
