using System.Net;
using IxpServer.Api.Database;
using IxpServer.Data;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Api.Security;

/// <summary>A key that is good, and whose it is.</summary>
/// <param name="Id">The key.</param>
/// <param name="UserId">Its owner.</param>
/// <param name="UserName">The owner's name.</param>
/// <param name="Role">The owner's role.</param>
/// <param name="Scopes">What the key may do.</param>
/// <param name="ExpiresAt">When it ends.</param>
internal sealed record ApiKeyState(
    Guid Id,
    Guid UserId,
    string UserName,
    string Role,
    string Scopes,
    DateTime? ExpiresAt
);

/// <summary>Finds API keys, and notes that they are used.</summary>
internal sealed class ApiKeyStates
{
    private readonly IDbContextFactory<IxpDbContext> _contexts;
    private readonly DatabaseStart _start;
    private readonly ApiKeyUse _use;
    private readonly TimeProvider _time;
    private readonly UnknownKeys _unknown;

    // By the hash in hexadecimal: the keys themselves are not kept. Only good ones are, so that no flood of others
    // drives them out.
    private readonly ExpiringCache<string, ApiKeyState?> _states;

    public ApiKeyStates(IDbContextFactory<IxpDbContext> contexts, DatabaseStart start, ApiKeyUse use, TimeProvider time)
    {
        (_contexts, _start, _use, _time) = (contexts, start, use, time);
        _unknown = new(time);
        _states = new(time, LoadAsync, isKept: state => state is not null);
    }

    /// <summary>Whether to ask for the key costs no more than asking again for one that was good lately.</summary>
    /// <param name="key">As it was presented.</param>
    internal bool IsKnown(string key) => _states.Knows(NameOf(key));

    /// <summary>The key's state; its value is null when there is no such key, or none that is good.</summary>
    /// <param name="key">As it was presented.</param>
    /// <param name="address">Where it came from.</param>
    /// <param name="isNeeded">Whether the request cannot go on without.</param>
    /// <returns>
    /// The answer, or how long to wait since too many keys from there were none: whether this is one was then not looked up.
    /// </returns>
    internal async ValueTask<(Answer<ApiKeyState?> Answer, TimeSpan? Wait)> GetAsync(
        string key,
        IPAddress? address,
        bool isNeeded
    )
    {
        var name = NameOf(key);
        if (_unknown.Contains(name))
        {
            return (new(null, IsKnown: true), null);
        }

        var isNew = !_states.Knows(name);
        if (isNew && _unknown.Begin(address) is { } wait)
        {
            return (default, wait);
        }

        var answer = await _states.GetAsync(name, isNeeded);
        if (answer is { IsKnown: true, Value: null })
        {
            _unknown.Add(name);
            return (answer, null);
        }

        if (isNew)
        {
            _unknown.Release(address);
        }

        if (answer.Value?.ExpiresAt <= _time.GetUtcNow().UtcDateTime)
        {
            return (new(null, IsKnown: true), null);
        }

        if (answer.Value is { } state)
        {
            _use.Note(state.Id);
        }

        return (answer, null);
    }

    /// <summary>Call it when a key has been taken back.</summary>
    internal void Forget(byte[] hash)
    {
        var name = Convert.ToHexString(hash);
        _states.Forget(key => key == name);
    }

    /// <summary>Call it when all keys of an account have been taken back.</summary>
    internal void Forget(Guid user) => _states.ForgetAnswers(state => state?.UserId == user);

    private static string NameOf(string key) => Convert.ToHexString(SecretTokens.Hash(key));

    private async Task<ApiKeyState?> LoadAsync(string name, CancellationToken cancel)
    {
        await _start.Ready.WaitAsync(cancel);
        var hash = Convert.FromHexString(name);
        await using var database = await _contexts.CreateDbContextAsync(cancel);
        return await (
            from key in database.ApiKeys
            join user in database.Users on key.UserId equals user.Id
            where key.KeyHash == hash && key.RevokedAt == null && user.Active && user.EmailConfirmedAt != null
            select new ApiKeyState(key.Id, user.Id, user.Name, user.Role, key.Scopes, key.ExpiresAt)
        ).FirstOrDefaultAsync(cancel);
    }
}
