using System.Net;
using IxpServer.Api.Http;
using IxpServer.Api.Limits;

namespace IxpServer.Api.Accounts;

/// <summary>
/// Slows down who guesses passwords: by account and by address, in this process's memory. An address that an account
/// has signed in from is counted apart from strangers, so that their guesses do not keep the owner out.
/// </summary>
internal sealed class SignInThrottle(TimeProvider time)
{
    private readonly Throttle _accounts = new(time, burst: 10, interval: TimeSpan.FromMinutes(1));
    private readonly NetworkThrottle _addresses = new(time, burst: 50, interval: TimeSpan.FromSeconds(10));

    // A key that cannot be taken twice is one that is known.
    private readonly Throttle _places = new(time, burst: 1, interval: TimeSpan.FromDays(30));

    // What is sent to one account by mail at the wish of anybody.
    private readonly Throttle _mails = new(time, burst: 3, interval: TimeSpan.FromMinutes(10));

    /// <summary>Counts an attempt to sign in, before it is checked: many at once count as many.</summary>
    /// <returns>The error when there were too many.</returns>
    internal IxpError? Begin(string email, string? address) =>
        Visit(address) ?? Refuse(_accounts.Acquire(AccountKey(email, address)));

    /// <summary>The password was right: the attempt does not count, and the address is known from now on.</summary>
    internal void Succeeded(string email, string? address)
    {
        _accounts.Release(AccountKey(email, address));
        _addresses.Release(Parse(address));
        _places.Acquire(Place(email, address));
    }

    /// <summary>Counts a request that costs the server work, whoever it is for.</summary>
    /// <returns>The error when there were too many from this address.</returns>
    internal IxpError? Visit(string? address) => Refuse(_addresses.Acquire(Parse(address)));

    /// <summary>Whether the account may be sent another mail.</summary>
    internal bool MayMail(Guid user) => _mails.Acquire(user.ToString()) is null;

    private string AccountKey(string email, string? address)
    {
        var place = Place(email, address);
        return _places.Wait(place) is null ? Account(email) : place;
    }

    private static string Account(string email) => email.Trim().ToLowerInvariant();

    private static string Place(string email, string? address) =>
        $"{Account(email)} {ClientNetwork.NameOf(Parse(address))}";

    private static IPAddress? Parse(string? text) => IPAddress.TryParse(text, out var address) ? address : null;

    private static IxpError? Refuse(TimeSpan? wait) =>
        wait is { } time ? IxpError.TooManyAttempts("Too many attempts", time) : null;
}
