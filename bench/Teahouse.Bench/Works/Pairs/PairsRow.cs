using Teahouse.Bench.Works.Fanout;

namespace Teahouse.Bench.Works.Pairs;

/// <summary>A server, and how the pairs talk on it.</summary>
/// <param name="Server">The server.</param>
/// <param name="Name">As the table calls it.</param>
/// <param name="Kind">As the load generator calls it.</param>
/// <param name="Deliveries">Of each message: to the other, and to the sender where the server gives it back.</param>
internal sealed record PairsRow(RoomServer Server, string Name, string Kind, int Deliveries)
{
    /// <summary>The rows of a server: ours without read marks, as XMPP has none here, and with them.</summary>
    public static PairsRow[] Of(RoomServer server) => server is TeahouseRoom
        ? [new PairsRow(server, server.Name, "teahouse-pairs", 2),
            new PairsRow(server, $"{server.Name}, read marks", "teahouse-reading-pairs", 2)]
        : [new PairsRow(server, server.Name, $"{server.Kind}-pairs", 1)];

    /// <summary>Microseconds of the server for each message.</summary>
    public double Cost(LoadResult result) => result.ServerCpu * 1e6 / Messages(result);

    /// <summary>Bytes that clients get for each message.</summary>
    public double Bytes(LoadResult result) => result.Bytes / Messages(result);

    private double Messages(LoadResult result) => (double)result.Delivered / Deliveries;
}
