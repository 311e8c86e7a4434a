using System.Text;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;
using IxpServer.Hosting.Secrets;
using IxpServer.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace IxpServer.Tests.Secrets;

/// <summary>Secrets out of stores, each played by a server on loopback that answers as the store's reference says.</summary>
public sealed class SecretChainTests
{
    private const string Jwt = "a-secret-that-only-the-store-has-01";
    private const string Key = "0123456789abcdef0123456789abcdef";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_production_server_starts_on_what_AWS_holds()
    {
        await using var aws = await StubHttpServer.StartAsync(AwsAsync);
        await using var server = ServerProcess.Start([
            .. Production(aws),
            ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
            ("AWS_SECRET_ACCESS_KEY", "key-of-aws"),
            ("AWS_SESSION_TOKEN", "token-of-aws"),
        ]);
        using var http = new HttpClient { BaseAddress = await server.ListeningAsync() };
        using var response = await http.GetAsync("/alive", Cancel);

        Assert.True(response.IsSuccessStatusCode);
        Assert.DoesNotContain(Jwt, server.Output);
    }

    [Fact]
    public async Task A_refusal_is_told_with_secret_and_source_and_no_value()
    {
        await using var aws = await StubHttpServer.StartAsync(context =>
        {
            context.Response.StatusCode = 400;
            return context.Response.WriteAsync("""{"__type":"AccessDeniedException","Message":"no"}""");
        });
        await using var server = ServerProcess.Start([
            .. Production(aws),
            ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
            ("AWS_SECRET_ACCESS_KEY", "key-of-aws"),
        ]);

        Assert.Equal(78, await server.ExitAsync());
        Assert.Contains(
            "- JWT_SECRET: AWS Secrets Manager does not give it: it answers 400 AccessDeniedException; the policy must "
                + "allow secretsmanager:GetSecretValue on secret:JWT_SECRET*, also while there is none",
            server.Output
        );
        Assert.DoesNotContain("key-of-aws", server.Output);
        Assert.DoesNotContain("   at ", server.Output);
    }

    [Fact]
    public async Task The_credentials_of_a_container_are_used()
    {
        await using var aws = await StubHttpServer.StartAsync(async context =>
        {
            if (context.Request.Path == "/credentials")
            {
                Assert.Equal("of-the-container", context.Request.Headers.Authorization);
                await context.Response.WriteAsync(
                    """{"AccessKeyId":"AKIDEXAMPLE","SecretAccessKey":"k","Token":"token-of-aws"}"""
                );
                return;
            }

            await AwsAsync(context);
        });
        var (values, faults) = await FindAsync(
            ("SECRET_SOURCES", "aws"),
            ("AWS_REGION", "eu-west-1"),
            ("AWS_ENDPOINT_URL_SECRETS_MANAGER", aws.Url),
            ("AWS_CONTAINER_CREDENTIALS_FULL_URI", aws.Url + "credentials"),
            ("AWS_CONTAINER_AUTHORIZATION_TOKEN", "of-the-container")
        );

        Assert.Empty(faults);
        Assert.Equal(Jwt, values["JWT_SECRET"]);
        Assert.False(values.ContainsKey("WEATHER_API_KEY"));
    }

    [Fact]
    public async Task The_role_of_a_service_account_is_used()
    {
        await using var directory = new TemporaryDirectory();
        var token = Path.Combine(directory.Path, "token");
        await File.WriteAllTextAsync(token, "of-the-account\n", Cancel);
        await using var aws = await StubHttpServer.StartAsync(context =>
            context.Request.Path == "/sts" ? AssumeRoleAsync(context) : AwsAsync(context)
        );
        var (values, faults) = await FindAsync([.. OfServiceAccount(aws), ("AWS_WEB_IDENTITY_TOKEN_FILE", token)]);

        Assert.Empty(faults);
        Assert.Equal(Jwt, values["JWT_SECRET"]);
    }

    [Theory]
    [InlineData("stale", "the role arn:aws:iam::1:role/ixp is not given: STS answers 400 ExpiredTokenException")]
    [InlineData(null, "token' does not exist")]
    public async Task A_role_that_is_not_given_is_told_without_the_token(string? content, string told)
    {
        await using var directory = new TemporaryDirectory();
        var token = Path.Combine(directory.Path, "token");
        if (content is not null)
        {
            await File.WriteAllTextAsync(token, content, Cancel);
        }

        await using var aws = await StubHttpServer.StartAsync(AssumeRoleAsync);
        var (_, faults) = await FindAsync([.. OfServiceAccount(aws), ("AWS_WEB_IDENTITY_TOKEN_FILE", token)]);

        Assert.Contains(told, faults[0]);
        Assert.DoesNotContain("stale", string.Concat(faults));
    }

    [Fact]
    public async Task The_role_of_a_machine_is_used()
    {
        await using var aws = await StubHttpServer.StartAsync(async context =>
        {
            var (path, token) = (context.Request.Path.Value, context.Request.Headers["X-aws-ec2-metadata-token"]);
            await (
                path switch
                {
                    "/latest/api/token" when context.Request.Method is "PUT" => context.Response.WriteAsync("imds"),
                    "/latest/meta-data/iam/security-credentials/" when token == "imds" => context.Response.WriteAsync(
                        "role"
                    ),
                    "/latest/meta-data/iam/security-credentials/role" when token == "imds" =>
                        context.Response.WriteAsync(
                            """{"AccessKeyId":"AKIDEXAMPLE","SecretAccessKey":"k","Token":"token-of-aws"}"""
                        ),
                    _ => AwsAsync(context),
                }
            );
        });
        var (values, faults) = await FindAsync(
            ("SECRET_SOURCES", "aws"),
            ("AWS_REGION", "eu-west-1"),
            ("AWS_ENDPOINT_URL_SECRETS_MANAGER", aws.Url),
            ("AWS_EC2_METADATA_SERVICE_ENDPOINT", aws.Url)
        );

        Assert.Empty(faults);
        Assert.Equal(Jwt, values["JWT_SECRET"]);
    }

    [Fact]
    public async Task Google_gives_the_latest_version_to_the_machines_account()
    {
        await using var google = await StubHttpServer.StartAsync(context =>
        {
            var request = context.Request;
            if (request.Path == "/computeMetadata/v1/instance/service-accounts/default/token")
            {
                Assert.Equal("Google", request.Headers["Metadata-Flavor"]);
                return context.Response.WriteAsync("""{"access_token":"of-google","token_type":"Bearer"}""");
            }

            Assert.Equal("Bearer of-google", request.Headers.Authorization);
            if (request.Path != "/v1/projects/shop/secrets/prod-JWT_SECRET/versions/latest:access")
            {
                context.Response.StatusCode = 404;
                return context.Response.WriteAsync("""{"error":{"status":"NOT_FOUND"}}""");
            }

            var data = Convert.ToBase64String(Encoding.UTF8.GetBytes(Jwt + "\n"));
            return context.Response.WriteAsync($$$"""{"payload":{"data":"{{{data}}}"}}""");
        });
        (string, string?)[] settings =
        [
            ("SECRET_SOURCES", "google"),
            ("SECRET_PREFIX", "prod-"),
            ("GOOGLE_CLOUD_PROJECT", "shop"),
            ("GOOGLE_SECRETS_ENDPOINT", google.Url),
            ("GCE_METADATA_HOST", new Uri(google.Url).Authority),
        ];
        var (values, faults) = await FindAsync(settings);
        Assert.Empty(faults);
        Assert.Equal(Jwt, Assert.Single(values).Value);

        var answer = google.Answer;
        google.Answer = context =>
        {
            if (!context.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal))
            {
                return answer(context);
            }

            context.Response.StatusCode = 403;
            return Task.CompletedTask;
        };
        var missing = await FindAsync(settings);
        Assert.Contains(
            missing.Faults,
            fault =>
                fault.StartsWith(
                    "JWT_SECRET: Google Secret Manager does not give it: it answers 403; the account needs "
                        + "roles/secretmanager.secretAccessor on 'prod-JWT_SECRET'",
                    StringComparison.Ordinal
                )
        );

        google.Answer = context =>
        {
            context.Response.StatusCode = 403;
            return Task.CompletedTask;
        };
        var refused = await FindAsync(settings);
        Assert.Contains(
            "JWT_SECRET: Google Secret Manager does not give it: the metadata server answers 403",
            refused.Faults
        );
    }

    [Fact]
    public async Task Azures_vault_is_asked_by_its_own_client()
    {
        await using var azure = await StubHttpServer.StartAsync(context =>
        {
            var request = context.Request;
            if (request.Headers.Authorization.Count is 0)
            {
                context.Response.StatusCode = 401;
                context.Response.Headers.WWWAuthenticate =
                    "Bearer authorization=\"https://login.example/tenant\", resource=\"https://vault.example\"";
                return Task.CompletedTask;
            }

            Assert.Equal("Bearer of-azure", request.Headers.Authorization);
            context.Response.ContentType = "application/json";
            (context.Response.StatusCode, var body) = request.Path.Value switch
            {
                "/secrets/JWT-SECRET/" or "/secrets/JWT-SECRET" => (
                    200,
                    $$"""{"value":"{{Jwt}}","id":"https://vault.example/secrets/JWT-SECRET/1","attributes":{} }"""
                ),
                "/secrets/FORBIDDEN/" or "/secrets/FORBIDDEN" => (403, """{"error":{"code":"Forbidden"}}"""),
                _ => (404, """{"error":{"code":"SecretNotFound"}}"""),
            };
            return context.Response.WriteAsync(body);
        });
        var client = new SecretClient(
            new Uri("https://vault.example"),
            new FixedCredential(),
            new SecretClientOptions
            {
                Transport = new HttpClientTransport(new HttpClient(new ToLoopback(new Uri(azure.Url)))),
                DisableChallengeResourceVerification = true,
            }
        );
        var source = new AzureSecrets(client);

        Assert.Equal(Jwt, await source.FindAsync("JWT_SECRET", Cancel));
        Assert.Null(await source.FindAsync("WEATHER_API_KEY", Cancel));
        var refused = await Assert.ThrowsAsync<SecretSourceException>(() => source.FindAsync("FORBIDDEN", Cancel));
        Assert.Equal("vault.example answers 403 Forbidden", refused.Message);
    }

    [Theory]
    [InlineData("vault", "SECRET_SOURCES: 'vault' cannot be used: allowed: aws, google, azure")]
    [InlineData("aws", "SECRET_SOURCES: 'aws' cannot be used: AWS_REGION is not set")]
    [InlineData("google", "SECRET_SOURCES: 'google' cannot be used: GOOGLE_CLOUD_PROJECT is not set")]
    [InlineData("azure", "SECRET_SOURCES: 'azure' cannot be used: AZURE_KEY_VAULT_URL is not set")]
    public async Task A_store_that_lacks_a_setting_says_which(string sources, string expected)
    {
        var (_, faults) = await FindAsync(("SECRET_SOURCES", sources));

        Assert.StartsWith(expected, Assert.Single(faults));
    }

    /// <summary>Answers as GetSecretValue does, to who has signed.</summary>
    private static async Task AwsAsync(HttpContext context)
    {
        var request = context.Request;
        Assert.Equal("secretsmanager.GetSecretValue", request.Headers["X-Amz-Target"]);
        Assert.Equal("token-of-aws", request.Headers["X-Amz-Security-Token"]);
        Assert.Matches(
            "^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/[0-9]{8}/eu-west-1/secretsmanager/aws4_request, "
                + "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, Signature=[0-9a-f]{64}$",
            request.Headers.Authorization.ToString()
        );
        var asked = (await JsonDocument.ParseAsync(request.Body)).RootElement.GetProperty("SecretId").GetString();
        var value = asked switch
        {
            "JWT_SECRET" => Jwt,
            "ENCRYPTION_KEY" => Key,
            _ => null,
        };
        context.Response.StatusCode = value is null ? 400 : 200;
        await context.Response.WriteAsync(
            value is null
                ? """{"__type":"ResourceNotFoundException","Message":"no such secret"}"""
                : JsonSerializer.Serialize(new { SecretString = value })
        );
    }

    private static (string, string?)[] OfServiceAccount(StubHttpServer aws) =>
        [
            ("SECRET_SOURCES", "aws"),
            ("AWS_REGION", "eu-west-1"),
            ("AWS_ENDPOINT_URL_SECRETS_MANAGER", aws.Url),
            ("AWS_ENDPOINT_URL_STS", aws.Url + "sts"),
            ("AWS_ROLE_ARN", "arn:aws:iam::1:role/ixp"),
        ];

    /// <summary>As in AWS's reference of the operation.</summary>
    private static async Task AssumeRoleAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        Assert.Equal("AssumeRoleWithWebIdentity", form["Action"]);
        Assert.Equal("2011-06-15", form["Version"]);
        Assert.Equal("arn:aws:iam::1:role/ixp", form["RoleArn"]);
        Assert.Equal("ixp-server", form["RoleSessionName"]);
        var known = form["WebIdentityToken"] == "of-the-account";
        context.Response.StatusCode = known ? 200 : 400;
        await context.Response.WriteAsync(
            known
                ? """
                <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                  <AssumeRoleWithWebIdentityResult>
                    <Credentials>
                      <SessionToken>token-of-aws</SessionToken>
                      <SecretAccessKey>k</SecretAccessKey>
                      <Expiration>2026-10-24T23:00:23Z</Expiration>
                      <AccessKeyId>AKIDEXAMPLE</AccessKeyId>
                    </Credentials>
                  </AssumeRoleWithWebIdentityResult>
                </AssumeRoleWithWebIdentityResponse>
                """
                : """
                <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                  <Error><Type>Sender</Type><Code>ExpiredTokenException</Code><Message>Token expired</Message></Error>
                </ErrorResponse>
                """
        );
    }

    private static (string, string)[] Production(StubHttpServer aws) =>
        [
            ("ASPNETCORE_ENVIRONMENT", "Production"),
            ("HOST", "127.0.0.1"),
            ("PORT", "0"),
            ("CORS_ORIGIN", "https://app.example"),
            ("SECRET_SOURCES", "aws"),
            ("AWS_REGION", "eu-west-1"),
            ("AWS_ENDPOINT_URL_SECRETS_MANAGER", aws.Url),
        ];

    private static async Task<(IReadOnlyDictionary<string, string> Values, IReadOnlyList<string> Faults)> FindAsync(
        params (string Name, string? Value)[] settings
    )
    {
        using var chain = new SecretChain(
            new ConfigurationBuilder()
                .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, s.Value)))
                .Build()
        );
        return await chain.FindAsync(["JWT_SECRET", "WEATHER_API_KEY"], Cancel);
    }

    private sealed class FixedCredential : TokenCredential
    {
        private static readonly AccessToken Token = new("of-azure", DateTimeOffset.MaxValue);

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            Token;

        public override ValueTask<AccessToken> GetTokenAsync(
            TokenRequestContext requestContext,
            CancellationToken cancellationToken
        ) => ValueTask.FromResult(Token);
    }

    /// <summary>The client speaks TLS only; what it sends goes to the stub.</summary>
    private sealed class ToLoopback(Uri stub) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            request.RequestUri = new Uri(stub, request.RequestUri!.PathAndQuery);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
