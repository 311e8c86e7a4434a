using System.Buffers;
using System.IO.Pipelines;

namespace IxpServer.Api.Http;

/// <summary>
/// What decompression reads of a request. A pipe around a stream cancels a read by the token that it gives it, which would
/// leave the web server's reader in the middle of a read, and that is an error in its log: here the read is ended instead.
/// </summary>
internal sealed class CompressedBody(PipeReader reader) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Puts it in the place of a body that says it is compressed; the others pay nothing.</summary>
    internal static void Use(WebApplication app) =>
        app.Use(
            (context, next) =>
            {
                if (context.Request.Headers.ContentEncoding.Count > 0)
                {
                    context.Request.Body = new CompressedBody(context.Request.BodyReader);
                }

                return next(context);
            }
        );

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var ending = cancellationToken.UnsafeRegister(
            static reader => ((PipeReader)reader!).CancelPendingRead(),
            reader
        );
        while (true)
        {
            var read = await reader.ReadAsync(CancellationToken.None);
            var part = read.Buffer.Slice(0, read.IsCanceled ? 0 : Math.Min(read.Buffer.Length, buffer.Length));
            var (length, isThere) = ((int)part.Length, !read.Buffer.IsEmpty || read.IsCompleted);
            part.CopyTo(buffer.Span);
            reader.AdvanceTo(part.End);
            if (read.IsCanceled)
            {
                throw new OperationCanceledException("The reading of the body was ended", cancellationToken);
            }

            // Whoever asks for nothing waits for something to be there.
            if (isThere)
            {
                return length;
            }
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
