using System.Data.Common;
using System.Net;
using IxpServer.Api.Security;
using IxpServer.Data;
using IxpServer.Data.Connections;
using IxpServer.Tests.Data;
using IxpServer.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IxpServer.Tests.Accounts;

/// <summary>What keys cost that nobody has: the questions to the database are counted.</summary>
public sealed class UnknownKeyTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_cannot_be_a_key_is_never_looked_up_and_what_is_none_once(DatabaseKind kind)
    {
        await using var place = await Place.StartAsync(kind);
        var right = ApiKeyText.Make();
        var wrong = right[..^1] + (right[^1] is 'A' ? 'B' : 'A');
        foreach (
            var key in new[]
            {
                "x",
                "ixp_",
                wrong,
                right[..47],
                right.ToUpperInvariant(),
                right + "A",
                $"{right}, {right}",
            }
        )
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await place.StatusAsync("/api/sessions", key));
        }

        Assert.Equal(0, place.Lookups);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await place.StatusAsync("/api/sessions", right));
            Assert.Equal(HttpStatusCode.OK, await place.StatusAsync("/ixp/intents", right));
        }

        Assert.Equal(1, place.Lookups);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Probes_look_nobody_up(DatabaseKind kind)
    {
        await using var place = await Place.StartAsync(kind);
        foreach (var path in new[] { "/alive", "/ready", "/ixp/health", "/metrics", "/Alive/" })
        {
            await place.StatusAsync(path, ApiKeyText.Make());
        }

        Assert.Equal(0, place.Lookups);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_address_has_so_many_looked_up_and_good_keys_go_on(DatabaseKind kind)
    {
        await using var place = await Place.StartAsync(kind);
        var (known, late) = (await place.NewKeyAsync(), await place.NewKeyAsync());
        Assert.Equal(HttpStatusCode.OK, await place.StatusAsync("/api/sessions", known));
        var before = place.Lookups;
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 150; i++)
        {
            answers.Add(await place.StatusAsync("/api/sessions", ApiKeyText.Make()));
        }

        Assert.Equal(100, place.Lookups - before);
        Assert.Equal(
            [(HttpStatusCode.Unauthorized, 100), (HttpStatusCode.TooManyRequests, 50)],
            answers.GroupBy(status => status).Select(group => (group.Key, group.Count()))
        );

        // A key that this server knows is asked about anew. One that it has never seen, such as one made just now by
        // another replica, may be good, which the answer says, and is heard as soon as there is a place.
        place.Server.Time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(HttpStatusCode.OK, await place.StatusAsync("/api/sessions", known));
        using var refused = await place.Server.Server.GetAsync("/api/sessions", ("X-API-Key", late));
        var error = await refused.ErrorAsync(HttpStatusCode.TooManyRequests, "RATE_LIMIT_EXCEEDED");
        Assert.Contains("try again in 1 s", error.GetProperty("message").GetString());
        Assert.Equal("1", refused.Header("Retry-After"));
        Assert.Equal(HttpStatusCode.OK, await place.StatusAsync("/ixp/intents", late));
        place.Server.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, await place.StatusAsync("/api/sessions", late));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Beyond_the_limit_of_an_address_nothing_is_looked_up(DatabaseKind kind)
    {
        await using var place = await Place.StartAsync(
            kind,
            ("Ixp:Limits:Max", "3"),
            ("Ixp:Limits:SignIn", "1000"),
            ("Ixp:Limits:SlowDownAfter", "0")
        );
        var known = await place.NewKeyAsync();
        Assert.Equal(HttpStatusCode.OK, await place.StatusAsync("/api/sessions", known));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await place.StatusAsync("/api/sessions", ApiKeyText.Make()));
        }

        var before = place.Lookups;
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, await place.StatusAsync("/api/sessions", ApiKeyText.Make()));
        }

        Assert.Equal(before, place.Lookups);
        Assert.Equal(HttpStatusCode.OK, await place.StatusAsync("/api/sessions", known));
    }

    /// <summary>A server whose questions about keys are counted.</summary>
    private sealed class Place(AccountsServer server, KeyQuestions questions) : IAsyncDisposable
    {
        internal AccountsServer Server => server;

        internal int Lookups => questions.Count;

        internal static async Task<Place> StartAsync(DatabaseKind kind, params (string, string)[] settings)
        {
            var questions = new KeyQuestions();
            var server = await AccountsServer.StartAsync(
                kind,
                services =>
                    services
                        .ConfigureDbContext<SqliteIxpDbContext>(options => options.AddInterceptors(questions))
                        .ConfigureDbContext<PostgresIxpDbContext>(options => options.AddInterceptors(questions)),
                settings
            );
            await server.Server.DatabaseReadyAsync();
            return new(server, questions);
        }

        internal async Task<string> NewKeyAsync()
        {
            var email = $"{Guid.NewGuid():N}@example.com";
            return (await server.NewKeyAsync((await server.NewConfirmedAsync(email)).Access)).Key;
        }

        internal async Task<HttpStatusCode> StatusAsync(string path, string key)
        {
            using var answer = await server.Server.GetAsync(path, ("X-API-Key", key));
            return answer.StatusCode;
        }

        public ValueTask DisposeAsync() => server.DisposeAsync();
    }

    private sealed class KeyQuestions : DbCommandInterceptor
    {
        private int _count;

        internal int Count => _count;

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default
        )
        {
            if (
                command.CommandText.Contains("FROM api_keys", StringComparison.Ordinal)
                || command.CommandText.Contains("FROM \"api_keys\"", StringComparison.Ordinal)
            )
            {
                Interlocked.Increment(ref _count);
            }

            return new(result);
        }
    }
}
