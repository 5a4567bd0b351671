using System.IO.Pipelines;

namespace Teahouse.Server.Requests;

/// <summary>The two ways of a connection.</summary>
internal sealed record DuplexPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
