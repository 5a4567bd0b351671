using System.CommandLine;
using Teahouse.Bench.Works.Commit;
using Teahouse.Bench.Works.Fanout;
using Teahouse.Bench.Works.Files;
using Teahouse.Bench.Works.History;
using Teahouse.Bench.Works.Idle;
using Teahouse.Bench.Works.Pairs;
using Teahouse.Bench.Works.Resume;

namespace Teahouse.Bench.Works;

/// <summary><c>bench WORK</c>: the measurements of docs/PERFORMANCE.md, a command for each kind of work.</summary>
internal static class BenchCommand
{
    public static Command Make() => new("bench", "Measures what docs/PERFORMANCE.md lists, beside others in the same run.")
    {
        FanoutCommand.Make(), PairsCommand.Make(), IdleCommand.Make(), ResumeCommand.Make(), CommitCommand.Make(), HistoryCommand.Make(),
        FilesCommand.Make(),
    };
}
