using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections.Features;

namespace Teahouse.Server.Requests;

/// <summary>An answer's body that is made of a file's bytes.</summary>
/// <param name="body">The answer's, begun, of announced length.</param>
/// <param name="direct">The connection's way past every copy, where there is one and nothing is enciphered.</param>
internal sealed class FileBody(PipeWriter body, DirectOutput? direct)
{
    /// <summary>Two of the blocks that the other way's bytes are read into (decision 17).</summary>
    private const int MostCopied = 256 * 1024;

    /// <summary>The most bytes that go at once.</summary>
    public int Most => direct is null ? MostCopied : DirectOutput.MostOfFile;

    /// <summary>The body of an answer that was started.</summary>
    public static FileBody Of(HttpContext context) => new(
        context.Response.BodyWriter,
        context.Features.Get<ITlsHandshakeFeature>() is null ? context.Features.Get<DirectOutput>() : null);

    /// <summary>Sends bytes of a file, and waits until the system has taken them.</summary>
    /// <param name="file">Where they are; they do not change any more.</param>
    /// <param name="offset">Where they begin.</param>
    /// <param name="count">How many, 1 to <see cref="Most"/>.</param>
    /// <param name="stop">Gives it up; the answer can only be broken off then.</param>
    /// <exception cref="OperationCanceledException">It was given up, or the receiver has gone.</exception>
    public async ValueTask Send(FileStream file, long offset, int count, CancellationToken stop)
    {
        var flushed = direct is null
            ? await Copy(file, offset, count, stop)
            : await direct.SendFile(body, file, offset, count, stop);
        if (flushed.IsCompleted) throw new OperationCanceledException("The receiver has gone.");
    }

    private ValueTask<FlushResult> Copy(FileStream file, long offset, int count, CancellationToken stop)
    {
        // What was written a moment ago is still in memory; a hop to another thread would cost more than the read.
        var read = RandomAccess.Read(file.SafeFileHandle, body.GetSpan(count)[..count], offset);
        if (read < count) throw new InvalidOperationException("The file has fewer bytes than were noted.");
        body.Advance(count);
        return body.FlushAsync(stop);
    }
}
