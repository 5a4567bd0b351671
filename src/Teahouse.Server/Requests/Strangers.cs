using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Teahouse.Server.Requests;

/// <summary>
/// Connections that have not shown a session yet: each address may hold a few, so that one machine cannot take all the room there
/// is.
/// </summary>
/// <param name="perAddress">How many an address may hold.</param>
internal sealed class Strangers(int perAddress)
{
    private readonly Dictionary<IPAddress, int> _seats = [];

    /// <summary>Takes a seat for each new connection, or ends the connection when its address has too many.</summary>
    public ConnectionDelegate Admit(ConnectionDelegate next) => async connection =>
    {
        var address = ClientAddress.Of((connection.RemoteEndPoint as IPEndPoint)?.Address);
        if (!TryTake(address))
        {
            connection.Abort();
            return;
        }
        using var seat = new Seat(this, address);
        connection.Features.Set(seat);
        await next(connection);
    };

    /// <summary>Frees the seat of a connection that has shown a session.</summary>
    public static Task Greet(HttpContext context, RequestDelegate next)
    {
        if (context.User.Identity is { IsAuthenticated: true }) context.Features.Get<Seat>()?.Dispose();
        return next(context);
    }

    private bool TryTake(IPAddress address)
    {
        lock (_seats)
        {
            var taken = _seats.GetValueOrDefault(address);
            if (taken >= perAddress) return false;
            _seats[address] = taken + 1;
            return true;
        }
    }

    private void Free(IPAddress address)
    {
        lock (_seats)
        {
            if (--_seats[address] == 0) _seats.Remove(address);
        }
    }

    private sealed class Seat(Strangers strangers, IPAddress address) : IDisposable
    {
        private int _freed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _freed, 1) == 0) strangers.Free(address);
        }
    }
}
