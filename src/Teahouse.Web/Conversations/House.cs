using Microsoft.AspNetCore.Components;
using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Web.Browser;
using Teahouse.Web.Notices;
using Teahouse.Web.Texts;

namespace Teahouse.Web.Conversations;

/// <summary>The signed-in window: its client, and which conversation stands open.</summary>
public sealed class House(TextBook texts, NoticeBoard board, NavigationManager navigation)
{
    private const string RoomKey = "room";
    private long _wanted = long.TryParse(WindowJs.Recall(RoomKey), out var id) ? id : Limits.PublicRoom;

    /// <summary>Who is signed in.</summary>
    public SessionInfo? Me { get; private set; }

    /// <summary>The client; null before somebody is signed in.</summary>
    public ChatClient? Client { get; private set; }

    /// <summary>The account's calls; null before somebody is signed in.</summary>
    public AccountClient? Accounts { get; private set; }

    /// <summary>The colour that the user chose, 0 for none.</summary>
    public int Tone => Me is { } me ? Client?.FindPerson(me.Id)?.Tone ?? 0 : 0;

    /// <summary>The open conversation; null before the first connection.</summary>
    public Room? Room { get; private set; }

    /// <summary>Where others find the house; null when this window came by an address that means its own machine to everybody.</summary>
    public string? Address => new Uri(navigation.BaseUri) is { IsLoopback: false } here ? here.GetLeftPart(UriPartial.Authority) : null;

    /// <summary>On a narrow screen: whether the conversation is shown, or the list.</summary>
    public bool ShowsTalk { get; private set; } = true;

    /// <summary>The name of somebody else who signed in in another window of this browser; this one has stopped.</summary>
    public string? OtherUser { get; private set; }

    /// <summary>Rooms, people, the connection or what is open changed.</summary>
    public event Action? Changed;

    /// <summary>Somebody is signed in: connects.</summary>
    public async Task EnterAsync(SessionInfo me)
    {
        Me = me;
        ShellJs.OnOtherUser(Leave);
        var window = await OutboxJs.BeginAsync(me.Id);
        var options = new ChatClientOptions
        {
            Server = new Uri(navigation.BaseUri),
            Outbox = new IndexedDbOutboxStore(),
            DeviceId = Guid.Parse(window),
        };
        Accounts = new AccountClient(options);
        Client = new ChatClient(options);
        Client.Changed += Follow;
        await Client.StartAsync();
        OutboxJs.OnOrphans(() => _ = Client.AdoptAsync());
        WindowJs.OnBack(HideTalk);
        WindowJs.OnReturn(Client.RetryNow);
        WindowJs.OnIdle(Client.SetAway);
        Follow();
    }

    public void Open(Room room)
    {
        if (Room is { } before && before != room && Client!.Find(before.Id) == before) _ = before.FlushReadAsync();
        Room = room;
        _wanted = room.Id;
        if (!ShowsTalk) WindowJs.EnterTalk();
        ShowsTalk = true;
        WindowJs.Remember(RoomKey, room.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Changed?.Invoke();
    }

    /// <summary>Opens the private conversation with a person, and makes it when there is none.</summary>
    public async Task OpenAsync(Person person)
    {
        try
        {
            Open(await Client!.OpenAsync(person.Id));
        }
        catch (ChatException e)
        {
            board.Post(NoticeKind.Bad, () => texts.Refusal(e.Refusal));
        }
    }

    /// <summary>Returns to the list, where conversation and list do not stand side by side.</summary>
    public void ShowList()
    {
        if (!WindowJs.LeaveTalk()) HideTalk();
    }

    /// <summary>A setting changed: shows everything anew.</summary>
    public void Touch() => Changed?.Invoke();

    private void HideTalk()
    {
        ShowsTalk = false;
        if (Room is { } room) _ = room.FlushReadAsync();
        Changed?.Invoke();
    }

    /// <summary>The room's name as the user reads it.</summary>
    public string NameOf(Room room) => room.Kind == ConversationKind.Public ? texts["room.public"] : room.Peer?.Name ?? "";

    private void Follow()
    {
        if (Client is not { } client) return;
        if (client.Link.Status == LinkStatus.SignedOut)
        {
            ShellJs.End($"error.{(int)(client.Link.Goodbye ?? (GoodbyeCode)(int)ErrorCode.NotSignedIn)}");
            return;
        }
        // A server that was given an earlier state may lack the conversation that stands open.
        if ((Room is null || client.Find(Room.Id) != Room) && (client.Find(_wanted) ?? client.PublicRoom) is { } room) Open(room);
        else Changed?.Invoke();
    }

    private void Leave(string otherName)
    {
        OtherUser = otherName;
        if (Client is { } client)
        {
            client.Changed -= Follow;
            _ = client.DisposeAsync().AsTask();
        }
        Changed?.Invoke();
    }
}
