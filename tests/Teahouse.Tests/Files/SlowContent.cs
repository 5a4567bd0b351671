using System.Net;

namespace Teahouse.Tests.Files;

/// <summary>A body that pauses in its middle until it is told to go on; without a length it is sent in HTTP's own chunks.</summary>
public sealed class SlowContent(byte[] bytes, int pauseAfter, bool sayLength = true) : HttpContent
{
    private readonly TaskCompletionSource _paused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the first part is on the wire.</summary>
    public Task Paused => _paused.Task.WaitAsync(TimeSpan.FromSeconds(60));

    public void GoOn() => _goOn.TrySetResult();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(bytes.AsMemory(0, pauseAfter));
        await stream.FlushAsync();
        _paused.TrySetResult();
        await _goOn.Task;
        await stream.WriteAsync(bytes.AsMemory(pauseAfter));
    }

    protected override bool TryComputeLength(out long length)
    {
        length = bytes.Length;
        return sayLength;
    }
}
