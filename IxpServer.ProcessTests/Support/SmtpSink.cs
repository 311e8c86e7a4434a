using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Xunit;

namespace IxpServer.Tests.Support;

/// <summary>A mail server (RFC 5321) on loopback that keeps what it is given.</summary>
public sealed class SmtpSink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _clients = [];
    private readonly ConcurrentQueue<Received> _mails = new();
    private readonly Task _accepting;
    private int _refusals;

    public SmtpSink()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>A mail as it came.</summary>
    /// <param name="From">The envelope's sender.</param>
    /// <param name="To">The envelope's receiver.</param>
    /// <param name="Data">Headers and body.</param>
    /// <param name="User">Who signed in; null when nobody did.</param>
    /// <param name="IsEncrypted">Whether it came over TLS.</param>
    public sealed record Received(string From, string To, string Data, string? User, bool IsEncrypted);

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public IReadOnlyCollection<Received> Mails => _mails;

    /// <summary>Offered with STARTTLS; null offers none.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Mails to refuse with this code before one is taken.</summary>
    public (int Code, int Times) Refuse { get; init; }

    /// <summary>How many connections were made.</summary>
    public int Connections => _clients.Count;

    /// <summary>Waits for a number of mails, and returns the last.</summary>
    public async Task<Received> MailAsync(int number = 1)
    {
        await Eventually.TrueAsync(() => Task.FromResult(_mails.Count >= number), $"{number} mails arrive");
        return _mails.ElementAt(number - 1);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_clients);
        _stop.Dispose();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _clients.Add(ServeAsync(client));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                await TalkAsync(client.GetStream());
            }
        }
        catch (Exception gone)
            when (gone
                    is IOException
                        or OperationCanceledException
                        or System.Security.Authentication.AuthenticationException
            )
        {
            // The client left.
        }
    }

    private async Task TalkAsync(Stream stream)
    {
        var (reader, writer) = Open(stream);
        string? user = null;
        var (from, to, isEncrypted) = ("", "", false);
        await SayAsync(writer, "220 sink ESMTP");
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            switch (line.Split(' ', ':')[0].ToUpperInvariant())
            {
                case "EHLO" or "HELO":
                    await SayAsync(writer, "250-sink");
                    if (Certificate is not null && !isEncrypted)
                    {
                        await SayAsync(writer, "250-STARTTLS");
                    }

                    await SayAsync(writer, "250-AUTH PLAIN", "250 8BITMIME");
                    break;
                case "STARTTLS":
                    await SayAsync(writer, "220 go on");
                    var tls = new SslStream(stream);
                    await tls.AuthenticateAsServerAsync(Certificate!);
                    (reader, writer) = Open(tls);
                    isEncrypted = true;
                    break;
                case "AUTH":
                    user = Encoding.UTF8.GetString(Convert.FromBase64String(line.Split(' ')[2])).Replace('\0', '/');
                    await SayAsync(writer, "235 welcome");
                    break;
                case "MAIL":
                    from = Address(line);
                    await SayAsync(writer, "250 fine");
                    break;
                case "RCPT":
                    to = Address(line);
                    var refused = Interlocked.Increment(ref _refusals) <= Refuse.Times;
                    await SayAsync(writer, refused ? $"{Refuse.Code} not this one" : "250 fine");
                    break;
                case "DATA":
                    await SayAsync(writer, "354 go on");
                    _mails.Enqueue(new(from, to, await ReadDataAsync(reader), user, isEncrypted));
                    await SayAsync(writer, "250 taken");
                    break;
                case "RSET" or "NOOP":
                    await SayAsync(writer, "250 fine");
                    break;
                case "QUIT":
                    await SayAsync(writer, "221 bye");
                    return;
                default:
                    await SayAsync(writer, "500 what?");
                    break;
            }
        }
    }

    private static (StreamReader Reader, StreamWriter Writer) Open(Stream stream) =>
        (new StreamReader(stream, Encoding.UTF8), new StreamWriter(stream) { NewLine = "\r\n" });

    private static async Task SayAsync(StreamWriter writer, params string[] lines)
    {
        foreach (var line in lines)
        {
            await writer.WriteLineAsync(line);
        }

        await writer.FlushAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Until a lone dot; a dot that begins a line was doubled (section 4.5.2).</summary>
    private async Task<string> ReadDataAsync(StreamReader reader)
    {
        var data = new StringBuilder();
        while (await reader.ReadLineAsync(_stop.Token) is { } line and not ".")
        {
            data.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }

        return data.ToString();
    }

    private static string Address(string line) => line[(line.IndexOf('<') + 1)..line.IndexOf('>')];
}
