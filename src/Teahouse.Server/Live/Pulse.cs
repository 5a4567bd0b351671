using Teahouse.Protocol;

namespace Teahouse.Server.Live;

/// <summary>The heartbeat to every connection, and once a second a look for connections whose reader has stopped reading.</summary>
internal sealed class Pulse(Connections connections, LeanTransport transport, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        for (var count = 1; await second.WaitForNextTickAsync(stoppingToken); count++)
        {
            connections.CloseStalled();
            transport.Beat();
#if SEEDED_FAULTS
            if (Storage.SeededFault.HasNoHeartbeat) continue;
#endif
            if (count % Limits.HeartbeatSeconds == 0) Beat();
        }
    }

    private void Beat()
    {
        foreach (var connection in connections.All)
            connection.Tell("heartbeat", () => ClientEvents.Heartbeat(new Heartbeat(connection.HeadSum)));
    }
}
