using Teahouse.Server;

return await Commands.Root().Parse(args).InvokeAsync();
