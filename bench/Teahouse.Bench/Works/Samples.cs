using System.Globalization;

namespace Teahouse.Bench.Works;

/// <summary>One figure of several rounds.</summary>
internal sealed class Samples
{
    private readonly List<double> _figures = [];

    /// <summary>Takes a round's figure.</summary>
    public void Add(double figure) => _figures.Add(figure);

    /// <summary>The middle one; of an even number the mean of the two in the middle.</summary>
    public double Median => Of(_figures);

    /// <summary>How many there are.</summary>
    public int Count => _figures.Count;

    /// <summary>The one of the last round.</summary>
    public double Last => _figures[^1];

    /// <summary>The least.</summary>
    public double Least => _figures.Min();

    /// <summary>The largest.</summary>
    public double Largest => _figures.Max();

    /// <summary>The middle one of some figures.</summary>
    public static double Of(IEnumerable<double> figures)
    {
        double[] sorted = [.. figures.Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The figure below which a part of some figures lies.</summary>
    public static double Percentile(IEnumerable<double> figures, double part)
    {
        double[] sorted = [.. figures.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[Math.Max(0, (int)Math.Ceiling(part * sorted.Length) - 1)];
    }

    /// <summary>A figure with so many decimals, the same in every country.</summary>
    public static string Text(double figure, int decimals = 2) => figure.ToString($"F{decimals}", CultureInfo.InvariantCulture);
}
