namespace Teahouse.Bench.Network;

/// <summary>A cable that flips one bit in every so-many-th chunk of each way, over all its connections.</summary>
public sealed class BitFlips(int every, int seed)
{
    private readonly Lock _lock = new();
    private readonly Random _chance = new(seed);
    private readonly int[] _chunks = new int[2];

    /// <summary>How many bits were flipped on a way.</summary>
    public int Count(Way way)
    {
        lock (_lock) return _chunks[(int)way] / every;
    }

    /// <summary>For <see cref="Cable"/>.</summary>
    public Passage On(Way way) => (chunk, handOn) =>
    {
        lock (_lock)
        {
            if (++_chunks[(int)way] % every == 0) chunk.Span[_chance.Next(chunk.Length)] ^= (byte)(1 << _chance.Next(8));
        }
        return handOn(chunk);
    };
}
