using System.CommandLine;
using Spectre.Console;
using Teahouse.Bench.Check;

namespace Teahouse.Bench.Faults;

/// <summary>
/// <c>controls [SEED]</c>: shows that the checker finds faults that were built in on purpose. The exit code is 0 when each was found, and
/// nothing is found in the same runs without a fault. A fault may need several runs to strike; without one there is a single run.
/// </summary>
internal static class ControlsCommand
{
#if SEEDED_FAULTS
    private const int Runs = 4;
#endif

    private static readonly Argument<string[]> Seeds = new("SEED") { Arity = ArgumentArity.ZeroOrMore };

    public static Command Make()
    {
        var command = new Command("controls", "Shows that the checker finds faults that are built in on purpose.") { Seeds };
        command.SetAction((result, _) => Run(result.GetValue(Seeds)!));
        return command;
    }

    private static async Task<int> Run(string[] seeds)
    {
#if !SEEDED_FAULTS
        AnsiConsole.WriteLine("This build has no faults in it; build the configuration Seeded.");
        return await Task.FromResult(2);
#else
        var controls = NegativeControl.All.Where(control => seeds.Length == 0 || seeds.Contains(control.Seed)).ToArray();
        // Each scenario runs once without a fault, too.
        var runs = controls.Select(control => (Control: control, Seed: control.Seed))
            .Concat(controls.DistinctBy(control => control.Run).Select(control => (Control: control, Seed: "")));
        var allFound = true;
        // They mostly wait, so three run side by side.
        foreach (var some in runs.Chunk(3))
        {
            var verdicts = await Task.WhenAll(some.Select(run => run.Seed.Length == 0 ? run.Control.Run("") : Strike(run.Control)));
            foreach (var ((control, seed), verdict) in some.Zip(verdicts))
                allFound &= Report(seed, verdict, seed.Length == 0 ? verdict.Holds : verdict.Count(control.Expected) > 0);
        }
        return allFound ? 0 : 1;
#endif
    }

#if SEEDED_FAULTS
    /// <summary>Runs until the fault has struck: on a busy machine a run may pass without an occasion for it.</summary>
    private static async Task<Verdict> Strike(NegativeControl control)
    {
        var verdict = await control.Run(control.Seed);
        for (var again = 1; again < Runs && verdict.Count(control.Expected) == 0; again++)
        {
            AnsiConsole.WriteLine($"{control.Seed} did not strike in run {again}");
            verdict = await control.Run(control.Seed);
        }
        return verdict;
    }
#endif

    private static bool Report(string seed, Verdict verdict, bool good)
    {
        var breaches = Enum.GetValues<Breach>().Select(breach => $"{breach} {verdict.Count(breach)}");
        AnsiConsole.WriteLine(
            $"{(good ? "as it should be" : "NOT AS IT SHOULD BE")}: {(seed.Length == 0 ? "without a fault" : seed)}: "
            + $"acknowledged {verdict.Acknowledged}, "
            + string.Join(", ", breaches));
        foreach (var finding in verdict.Findings.Take(good ? 1 : 20)) AnsiConsole.WriteLine($"    {finding.Breach}: {finding.What}");
        return good;
    }
}
