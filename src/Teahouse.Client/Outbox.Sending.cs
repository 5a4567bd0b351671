using Microsoft.Extensions.Logging;
using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>The loop that sends one conversation's messages.</summary>
internal sealed partial class Outbox
{
    private async Task KeepAsync(OutboxEntry entry, OutboxItem item)
    {
        try
        {
            await store.PutAsync(item);
        }
        catch (Exception e)
        {
            // Better sent without a safety net than not at all.
            StoreFailed(session.Log, e);
        }
        entry.Kept.TrySetResult();
    }

    /// <summary>Sends what waits in a conversation, in the background.</summary>
    public void Run(long conversationId)
    {
        OutboxLane? lane;
        lock (session.Gate)
        {
            if (!_lanes.TryGetValue(conversationId, out lane) || lane.Running || lane.NextWaiting() is null) return;
            lane.Running = true;
        }
        session.Background(() => RunAsync(lane));
    }

    private async Task RunAsync(OutboxLane lane)
    {
        while (true)
        {
            OutboxEntry? entry;
            lock (session.Gate)
            {
                entry = lane.NextWaiting();
                lane.Running = entry is not null;
            }
            if (entry is null) return;
            await entry.Kept.Task;
            await SendAsync(entry);
        }
    }

    private async Task SendAsync(OutboxEntry entry)
    {
        for (var attempt = 0; ; attempt++)
        {
            var link = await session.Connection.OnlineAsync();
            int welcomes;
            lock (session.Gate)
            {
                welcomes = session.Welcomes;
                // One before it may have come back; the order is kept.
                if (entry.Lane.NextWaiting() != entry) return;
            }
            Become(entry, OutboxState.Sending);
            try
            {
                var call = session.Connection.Calls.Send(new SendText(entry.Item.ConversationId, entry.Item.ClientId, entry.Item.Text));
                if (await Task.WhenAny(call, entry.Arrived.Task) == call && !Acknowledged(entry.Item, await call, welcomes))
                    throw new LinkException("The answer is of a connection that has ended.");
                return;
            }
            catch (LinkException)
            {
                if (!Become(entry, OutboxState.Waiting)) return;
                await session.Connection.EndOrWaitAsync(link, BackOff.Next(attempt, session.Chance));
            }
            catch (ChatException e) when (ChatConnection.IsPassing(e.Code, attempt))
            {
                if (!Become(entry, OutboxState.Waiting)) return;
                await session.Connection.WaitAsync(e.RetryAfter ?? BackOff.Next(attempt + 2, session.Chance));
            }
            catch (ChatException e)
            {
                await FailAsync(entry, e.Code);
                return;
            }
        }
    }

    private async Task FailAsync(OutboxEntry entry, ErrorCode reason)
    {
        OutboxItem failed;
        lock (session.Gate)
        {
            if (!entry.Lane.Entries.Contains(entry)) return;
            failed = entry.Item with { State = OutboxState.Failed, Reason = reason };
            entry.Lane.Replace(entry, failed);
        }
        Sweep();
        await KeepAsync(entry, failed);
    }

    /// <summary>Changes the state of a message that is still wanted.</summary>
    private bool Become(OutboxEntry entry, OutboxState state)
    {
        lock (session.Gate)
        {
            if (!entry.Lane.Entries.Contains(entry)) return false;
            if (entry.Item.State != state) entry.Lane.Replace(entry, entry.Item with { State = state });
        }
        Sweep();
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "The outbox has no store; what waits lives as long as this window.")]
    private static partial void StoreFailed(ILogger log, Exception e);
}
