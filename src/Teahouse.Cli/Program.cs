using System.CommandLine;
using Teahouse.Cli;

var teahouse = new RootCommand("Teahouse (茶馆): the client's side") { new OpenCommand(), new SendCommand(), new ReceiveCommand() };
return await teahouse.Parse(args).InvokeAsync();
