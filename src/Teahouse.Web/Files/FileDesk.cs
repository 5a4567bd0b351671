using System.Text.Json;
using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Web.Browser;
using Teahouse.Web.Conversations;
using Teahouse.Web.Notices;
using Teahouse.Web.Texts;

namespace Teahouse.Web.Files;

/// <summary>An offer that waits for this user's answer.</summary>
public sealed record Offer(Room Room, Transfer Transfer);

/// <summary>
/// This window's part in file transfers: offers what was chosen, starts uploads and downloads when their time comes,
/// and says what became of them.
/// </summary>
public sealed partial class FileDesk(House house, TextBook texts, NoticeBoard board)
{
    /// <summary>More are refused before a list of them is shown: somebody dropped a whole disk.</summary>
    private const int MostAtOnce = 1000;

    private readonly Dictionary<Guid, Upload> _uploads = [];
    private readonly Dictionary<Room, Action> _watched = [];
    private bool _begun;

    /// <summary>Offers to answer, oldest first.</summary>
    public List<Offer> Offers { get; } = [];

    /// <summary>Dropped, pasted or several chosen files, or one for somebody who is offline, before they are offered.</summary>
    public Basket? Preview { get; private set; }

    public event Action? Changed;

    /// <summary>Where the upload of a transfer stands in this window, or null when it is none of its.</summary>
    public Upload? UploadOf(Guid fileId) => _uploads.GetValueOrDefault(fileId);

    /// <summary>Begins to look after the rooms' transfers.</summary>
    public void Begin()
    {
        if (_begun) return;
        _begun = true;
        FilesJs.OnFiles(Take);
        FilesJs.OnUpload(OnUpload);
        house.Changed += WatchRooms;
        WatchRooms();
    }

    /// <summary>Offers the previewed files.</summary>
    public async Task SendPreviewAsync()
    {
        if (Preview is not { } preview) return;
        Preview = null;
        Changed?.Invoke();
        await OfferAsync(preview.Room, preview.Files, preview.Leave);
    }

    /// <summary>Takes one file out of the preview; without files there is none.</summary>
    public void TakeOut(ChosenFile file)
    {
        FilesJs.Forget(file.Key);
        Preview?.Files.Remove(file);
        if (Preview?.Files.Count == 0) Preview = null;
        Changed?.Invoke();
    }

    public void DiscardPreview()
    {
        foreach (var file in Preview?.Files ?? []) FilesJs.Forget(file.Key);
        Preview = null;
        Changed?.Invoke();
    }

    private void Take(string how, string list)
    {
        var files = JsonSerializer.Deserialize(list, WebJson.Default.ChosenFileArray)!;
        if (Guid.TryParse(how, out var again)) TakeAgain(again, files[0]);
        else if (house.Room is not { } room || house.OtherUser is not null) Refuse(files, null);
        else if (room.Kind == ConversationKind.Public) Refuse(files, () => texts["file.publicReason"]);
        // Who is offline will not answer soon, so there is something to choose even for one file.
        else if (how == "choose" && files.Length == 1 && room.Peer?.Online != false) _ = OfferAsync(room, files, leave: false);
        else Show(room, files);
        Changed?.Invoke();
    }

    private void Show(Room room, ChosenFile[] files)
    {
        if (files.Length + (Preview?.Files.Count ?? 0) > MostAtOnce)
        {
            Refuse(files, () => texts.With("file.tooMany", ("n", MostAtOnce)));
            return;
        }
        if (Preview is not null && Preview.Room != room) DiscardPreview();
        Preview ??= new Basket(room);
        Preview.Files.AddRange(files);
    }

    private void Refuse(ChosenFile[] files, Func<string>? why)
    {
        foreach (var file in files) FilesJs.Forget(file.Key);
        if (why is not null) board.Post(NoticeKind.Bad, why);
    }

    private async Task OfferAsync(Room room, IReadOnlyList<ChosenFile> files, bool leave)
    {
        foreach (var some in files.Chunk(Limits.FilesPerOffer))
        {
            try
            {
                var thumbnails = await Thumbnails.OfAsync(some);
                Transfer[] transfers = some is [var one]
                    ? [await room.OfferFileAsync(one.Name, one.Size, thumbnails.GetValueOrDefault(one.Key), leave)]
                    : await room.OfferFilesAsync(
                        some.Select(file => (file.Name, file.Size, thumbnails.GetValueOrDefault(file.Key))), leave);
                for (var i = 0; i < some.Length; i++) FilesJs.Bind(some[i].Key, transfers[i].FileId.ToString());
                Follow(room);
            }
            catch (ChatException e)
            {
                var what = some is [var one] ? one.Name : texts.With("file.some", ("n", some.Length));
                Refuse(some, () => $"{what}: {texts.Refusal(e.Refusal)}");
            }
        }
    }

    private void TakeAgain(Guid fileId, ChosenFile file)
    {
        var transfer = _watched.Keys.Select(r => r.FindTransfer(fileId)).FirstOrDefault(t => t is not null);
        if (transfer is null) return;
        if (!FilesJs.BindAgain(file.Key, fileId.ToString(), transfer.Name, transfer.Size))
        {
            board.Post(NoticeKind.Bad, () => texts["file.notSame"]);
            return;
        }
        StartUpload(transfer);
    }

    private void OnUpload(string fileId, string state, int code)
    {
        _uploads[Guid.Parse(fileId)] = new Upload(Enum.Parse<UploadState>(state, ignoreCase: true), code == 0 ? null : (ErrorCode)code);
        Changed?.Invoke();
    }

    private void WatchRooms()
    {
        var online = house.Client?.Link.IsOnline == true;
        foreach (var room in house.Client?.Rooms ?? [])
        {
            if (room.Kind == ConversationKind.Public || _watched.ContainsKey(room)) continue;
            void Changed() => Follow(room);
            _watched[room] = Changed;
            room.Changed += Changed;
            Follow(room);
            // An offer may be among what is unread. The room is seen before the connection is said to be online; loading waits for it.
            if (room.Unread > 0) _ = room.LoadOffersAsync();
        }
        if (online && !_wasOnline) FilesJs.Wake();
        _wasOnline = online;
    }

    private bool _wasOnline;
}
