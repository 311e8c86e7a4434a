using System.Collections;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace IxpServer.Hosting.Logging;

/// <summary>A message as it was when it was logged: its text, and its values by name as text and numbers.</summary>
internal sealed class LogMessage : LogEntry
{
    /// <summary>The name under which the framework passes a message's template.</summary>
    private const string Template = "{OriginalFormat}";

    private LogMessage(string text, Exception? exception) => (Text, Exception) = (text, exception);

    internal override string Text { get; }

    internal override Exception? Exception { get; }

    /// <summary>The values of the message, then those of its scopes, from the inmost; each name once.</summary>
    internal List<KeyValuePair<string, object?>> Values { get; } = [];

    /// <summary>A message that is a text and no more.</summary>
    internal static LogMessage Of(LogLevel level, string category, string text, DateTimeOffset? at = null)
    {
        var message = new LogMessage(text, exception: null);
        message.Stamp(level, category, at);
        return message;
    }

    /// <summary>Takes over what may have changed by the time that the line is written.</summary>
    internal static LogMessage Capture<TState>(
        TState state,
        string text,
        Exception? exception,
        IExternalScopeProvider? scopes
    )
    {
        var message = new LogMessage(text, exception);
        message.Add(state);
        var outer = new Stack<object?>();
        scopes?.ForEachScope(static (scope, all) => all.Push(scope), outer);
        foreach (var scope in outer)
        {
            message.Add(scope);
        }

        return message;
    }

    private void Add(object? state)
    {
        foreach (var (name, value) in state as IEnumerable<KeyValuePair<string, object?>> ?? [])
        {
            var plain = name.TrimStart('@', '$');
            if (name is not Template && !Values.Exists(known => known.Key == plain))
            {
                Values.Add(new(plain, ToPlain(value)));
            }
        }
    }

    private static object? ToPlain(object? value) =>
        value switch
        {
            null or string or bool or int or long => value,
            double number when double.IsFinite(number) => value,
            IEnumerable many => $"[{string.Join(", ", many.Cast<object?>().Select(ToPlain))}]",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };
}
