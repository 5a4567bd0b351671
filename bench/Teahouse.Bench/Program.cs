using System.CommandLine;
using Teahouse.Bench.Check;
using Teahouse.Bench.Faults;
using Teahouse.Bench.Guests;
using Teahouse.Bench.Serve;
using Teahouse.Bench.Works;

return await new RootCommand("Proofs and measurements of Teahouse.")
{
    FaultsCommand.Make(), ControlsCommand.Make(), CheckCommand.Make(), ServeCommand.Make(), CrowdCommand.Make(),
    BenchCommand.Make(),
}.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
