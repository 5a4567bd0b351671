using System.Globalization;
using System.Text.Json;
using Teahouse.Bench.Works.Fanout;

namespace Teahouse.Bench.Works.Resume;

/// <summary>Who stays, and who is cut off.</summary>
/// <param name="Staying">Those who talk.</param>
/// <param name="Returning">Those who come back.</param>
/// <param name="Rate">Messages a second of all who talk.</param>
/// <param name="Seconds">How long they talk before the cut.</param>
internal sealed record ResumePlan(int Staying, int Returning, double Rate, double Seconds)
{
    /// <summary>Lets all in, cuts and waits until all are back.</summary>
    /// <exception cref="InvalidOperationException">The load generator gave up; it says why.</exception>
    public async Task<ResumeResult> Run(CPrograms programs, RoomServer server)
    {
        string[] arguments =
        [
            $"{server.Port}", $"{Staying}", $"{Returning}", Rate.ToString(CultureInfo.InvariantCulture),
            Seconds.ToString(CultureInfo.InvariantCulture), $"{server.Id}", .. server.LoadOptions,
        ];
        var lines = await CPrograms.Run(programs.Resume, server.Name, arguments);
        return JsonSerializer.Deserialize<ResumeResult>(lines[^1], JsonSerializerOptions.Web)!;
    }
}
