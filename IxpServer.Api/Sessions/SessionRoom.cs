using IxpServer.Api.Http;
using IxpServer.Data;
using Microsoft.EntityFrameworkCore;

namespace IxpServer.Api.Sessions;

/// <summary>
/// Bounds how many sessions there may be. Anybody can make them, from as many addresses as they have, and each may hold
/// 64 KB for a month.
/// </summary>
public sealed class SessionRoom(SessionLimits limits, TimeProvider time) : IDisposable
{
    /// <summary>For so long what was counted is only added to: what other replicas make meanwhile comes on top.</summary>
    private static readonly TimeSpan CountedFor = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _counting = new(1);
    private int _anonymous;
    private long? _countedAt;

    /// <summary>Why one more may not be made; null when it may.</summary>
    /// <param name="database">Has them.</param>
    /// <param name="owner">Whose it shall be; null for nobody's.</param>
    /// <param name="cancel">Ends the counting.</param>
    internal async Task<IxpError?> RefuseAsync(IxpDbContext database, Guid? owner, CancellationToken cancel)
    {
        if (owner is not null)
        {
            return await CountAsync(database, owner, limits.MaxPerAccount, cancel) < limits.MaxPerAccount
                ? null
                : IxpError.Conflict(
                    $"This account has {limits.MaxPerAccount} sessions, as many as it may: delete some first"
                );
        }

        await _counting.WaitAsync(cancel);
        try
        {
            if (_countedAt is not { } at || time.GetElapsedTime(at) > CountedFor)
            {
                _anonymous = await CountAsync(database, null, limits.MaxAnonymous, cancel);
                _countedAt = time.GetTimestamp();
            }

            if (_anonymous < limits.MaxAnonymous)
            {
                _anonymous++;
                return null;
            }
        }
        finally
        {
            _counting.Release();
        }

        return new(
            StatusCodes.Status503ServiceUnavailable,
            "UNAVAILABLE",
            "There are as many sessions without an account as there may be; sign in, or try again later"
        )
        {
            Headers = [new("Retry-After", $"{CountedFor.TotalSeconds:0}")],
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _counting.Dispose();

    private static Task<int> CountAsync(IxpDbContext database, Guid? owner, int max, CancellationToken cancel) =>
        database.Sessions.Where(session => session.UserId == owner).Take(max).CountAsync(cancel);
}
