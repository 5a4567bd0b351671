using System.Globalization;

namespace Teahouse.Bench.Disk;

/// <summary>A seeded random; the seed is printed with the run, and <c>TEAHOUSE_SEED</c> gives the same one again.</summary>
internal sealed class Chance : Random
{
    private Chance(int seed) : base(seed) => Seed = seed;

    public int Seed { get; }

    public static Chance Make()
    {
        var given = Environment.GetEnvironmentVariable("TEAHOUSE_SEED");
        return new Chance(given is null ? Shared.Next() : int.Parse(given, CultureInfo.InvariantCulture));
    }
}
