using Spectre.Console;

namespace Teahouse.Cli;

/// <summary>Moves a bar to the bytes that have come or gone, at once and in their order.</summary>
internal sealed class Gauge(ProgressTask bar) : IProgress<long>
{
    public void Report(long value) => bar.Value = value;
}
