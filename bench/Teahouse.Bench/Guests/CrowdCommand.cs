using System.CommandLine;
using Teahouse.Bench.Serve;

namespace Teahouse.Bench.Guests;

/// <summary>
/// <c>crowd</c>: a crowd in a process of its own, to be killed and frozen. It talks until a line comes in; then it waits until everybody
/// has everything, notes it, and goes. Its windows have the same ids each time.
/// </summary>
internal static class CrowdCommand
{
    private static readonly Option<string> Server = new("--server") { Required = true };
    private static readonly Option<string> Data = new("--data") { Required = true, Description = "The server's folder, for the accounts." };
    private static readonly Option<string> Journals = new("--journals") { Required = true };
    private static readonly Option<string> Outboxes = new("--outboxes") { Required = true };
    private static readonly Option<int> First = new("--first") { Description = "The first of the accounts that belong to this crowd." };
    private static readonly Option<int> Guests = new("--guests") { Required = true };
    private static readonly Option<int> Windows = new("--windows") { Required = true };
    private static readonly Option<int> Rate = new("--rate") { Required = true };

    public static Command Make()
    {
        var command = new Command("crowd", "Many people who talk.") { Server, Data, Journals, Outboxes, First, Guests, Windows, Rate };
        command.SetAction((result, _) => Run(result));
        return command;
    }

    private static async Task<int> Run(ParseResult result)
    {
        var size = new CrowdSize(result.GetValue(Guests), result.GetValue(Windows), result.GetValue(Rate));
        var guests = GuestPass.ReadAll(result.GetValue(Data)!)!.Skip(result.GetValue(First)).Take(size.Guests).ToArray();
        Guid Device(int number) => new((int)guests[number / size.Windows].Id, (short)(number % size.Windows), 0, new byte[8]);
        FileOutboxStore Outbox(Guid device) => new(Path.Combine(result.GetValue(Outboxes)!, $"{device:N}"));
        var server = new Uri(result.GetValue(Server)!);
        var entrance = new Entrance(_ => server, Outbox, result.GetValue(Journals)!) { Device = Device };
        await using var crowd = Crowd.Gather(size, guests, entrance);
        await crowd.Enter();
        await using (crowd.Talk())
        {
            await Console.In.ReadLineAsync();
        }
        var whole = await crowd.Sent(TimeSpan.FromSeconds(60)) && await crowd.Settle(TimeSpan.FromSeconds(60)) is not null;
        crowd.WriteStates();
        return whole ? 0 : 1;
    }
}
