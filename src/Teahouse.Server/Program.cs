using System.CommandLine;
using Teahouse.Server;

// The server takes the time it needs to say goodbye and to write what waits.
return await Commands.Root().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
