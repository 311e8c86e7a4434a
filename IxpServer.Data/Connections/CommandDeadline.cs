using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace IxpServer.Data.Connections;

/// <summary>
/// Until when the commands of a flow of work may run. A token alone does not end one that hangs: Npgsql then asks the
/// server to cancel it, over a connection that hangs as well, until the command's own time is over. So each command gets no
/// more time than is left.
/// </summary>
public sealed class CommandDeadline
{
    private static readonly AsyncLocal<CommandDeadline?> Flow = new();

    private long _endsAt = long.MaxValue;

    /// <summary>Makes one for all that the caller awaits from now on; it has no end yet.</summary>
    public static CommandDeadline Start() => Flow.Value = new CommandDeadline();

    /// <summary>Lets it end after so long; negative for never.</summary>
    public void EndAfter(TimeSpan time) =>
        Volatile.Write(
            ref _endsAt,
            time < TimeSpan.Zero ? long.MaxValue : Environment.TickCount64 + (long)time.TotalMilliseconds
        );

    /// <summary>The seconds that a command may take which would have so many.</summary>
    private static int Seconds(int timeout)
    {
        var endsAt = Flow.Value is { } deadline ? Volatile.Read(ref deadline._endsAt) : long.MaxValue;
        if (endsAt is long.MaxValue)
        {
            return timeout;
        }

        var left = (int)Math.Clamp((endsAt - Environment.TickCount64 + 999) / 1000, 1, int.MaxValue);
        return timeout is 0 ? left : Math.Min(timeout, left);
    }

    /// <summary>Gives commands what is left.</summary>
    internal sealed class Interceptor : DbCommandInterceptor
    {
        internal static readonly Interceptor Instance = new();

        public override DbCommand CommandInitialized(CommandEndEventData eventData, DbCommand result)
        {
            result.CommandTimeout = Seconds(result.CommandTimeout);
            return result;
        }
    }
}
