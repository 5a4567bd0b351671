using System.CommandLine;
using Teahouse.Bench.Check;
using Teahouse.Bench.Faults;
using Teahouse.Bench.Guests;
using Teahouse.Bench.Serve;

return await new RootCommand("Proofs and measurements of Teahouse.")
{
    FaultsCommand.Make(), ControlsCommand.Make(), CheckCommand.Make(), ServeCommand.Make(), CrowdCommand.Make(),
}.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
