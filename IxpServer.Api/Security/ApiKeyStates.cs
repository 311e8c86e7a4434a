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

    // By the hash in hexadecimal: the keys themselves are not kept.
    private readonly Recent<string, ApiKeyState?> _states;

    public ApiKeyStates(IDbContextFactory<IxpDbContext> contexts, DatabaseStart start, ApiKeyUse use, TimeProvider time)
    {
        (_contexts, _start, _use, _time) = (contexts, start, use, time);
        _states = new(time, LoadAsync);
    }

    /// <summary>The key's state; its value is null when there is no such key, or none that is good.</summary>
    /// <param name="key">As it was presented.</param>
    /// <param name="isNeeded">Whether the request cannot go on without.</param>
    internal async ValueTask<Answer<ApiKeyState?>> GetAsync(string key, bool isNeeded)
    {
        var answer = await _states.GetAsync(Convert.ToHexString(SecretTokens.Hash(key)), isNeeded);
        if (answer.Value is not { } state)
        {
            return answer;
        }

        if (state.ExpiresAt <= _time.GetUtcNow().UtcDateTime)
        {
            return new(null, IsKnown: true);
        }

        _use.Note(state.Id);
        return answer;
    }

    /// <summary>Call it when a key has been taken back.</summary>
    internal void Forget(byte[] hash)
    {
        var name = Convert.ToHexString(hash);
        _states.Forget(key => key == name);
    }

    private async Task<ApiKeyState?> LoadAsync(string name, CancellationToken cancel)
    {
        await _start.Ready.WaitAsync(cancel);
        var hash = Convert.FromHexString(name);
        await using var database = await _contexts.CreateDbContextAsync(cancel);
        return await (
            from key in database.ApiKeys
            join user in database.Users on key.UserId equals user.Id
            where key.KeyHash == hash && key.RevokedAt == null && user.Active
            select new ApiKeyState(key.Id, user.Id, user.Name, user.Role, key.Scopes, key.ExpiresAt)
        ).FirstOrDefaultAsync(cancel);
    }
}
