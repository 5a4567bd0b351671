using System.Diagnostics;
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
    /// <returns>A result for each rate.</returns>
    /// <exception cref="InvalidOperationException">The load generator gave up; it says why.</exception>
    public async Task<LoadResult[]> Run(CPrograms programs, RoomServer server)
    {
        string[] arguments =
        [
            server.Kind, $"{server.Port}", $"{Guests}", string.Join(',', Rates), WarmUp.ToString(CultureInfo.InvariantCulture),
            Seconds.ToString(CultureInfo.InvariantCulture), $"{server.Id}", .. server.LoadOptions,
        ];
        var start = new ProcessStartInfo(programs.Load, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var load = Process.Start(start)!;
        var errors = load.StandardError.ReadToEndAsync();
        var results = new List<LoadResult>();
        while (await load.StandardOutput.ReadLineAsync() is { } line)
            results.Add(JsonSerializer.Deserialize<LoadResult>(line, JsonSerializerOptions.Web)!);
        await load.WaitForExitAsync();
        if (load.ExitCode != 0) throw new InvalidOperationException($"{server.Name}: {(await errors).Trim()}");
        return [.. results];
    }
}
