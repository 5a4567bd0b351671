using System.Globalization;
using System.Text.Json;

namespace Teahouse.Bench.Works.Fanout;

/// <summary>How much is said, and to how many.</summary>
/// <param name="Guests">Connections in the room.</param>
/// <param name="Rates">Messages a second, one after the other.</param>
/// <param name="WarmUp">Seconds at each rate before it counts.</param>
/// <param name="Seconds">Seconds at each rate that count.</param>
internal sealed record LoadPlan(int Guests, int[] Rates, double WarmUp, double Seconds)
{
    /// <summary>Lets the guests in and makes them talk.</summary>
    /// <param name="programs">Where the guests come from.</param>
    /// <param name="server">Where they go.</param>
    /// <param name="kind">How they talk; in the room when nothing is said.</param>
    /// <returns>A result for each rate.</returns>
    /// <exception cref="InvalidOperationException">The load generator gave up; it says why.</exception>
    public async Task<LoadResult[]> Run(CPrograms programs, RoomServer server, string? kind = null)
    {
        string[] arguments =
        [
            kind ?? server.Kind, $"{server.Port}", $"{Guests}", string.Join(',', Rates), WarmUp.ToString(CultureInfo.InvariantCulture),
            Seconds.ToString(CultureInfo.InvariantCulture), $"{server.Id}", .. server.LoadOptions,
        ];
        var lines = await CPrograms.Run(programs.Load, server.Name, arguments);
        return [.. lines.Select(line => JsonSerializer.Deserialize<LoadResult>(line, JsonSerializerOptions.Web)!)];
    }
}
