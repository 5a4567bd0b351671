using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Teahouse.Protocol;
using Teahouse.Server.Conversations;
using Teahouse.Server.Storage;

namespace Teahouse.Tests.Kit;

/// <summary>The real database with three people in it, below the server: for tests of the stores.</summary>
public sealed class TestHouse : IDisposable
{
    private readonly TempFolder _folder = new();

    public TestHouse()
    {
        Db = Db.Open(_folder.Path, failure => throw failure, NullLogger.Instance);
        Ada = Join("Ada");
        Linus = Join("Linus");
        Grace = Join("Grace");
    }

    public Db Db { get; private set; }

    public Author Ada { get; }

    public Author Linus { get; }

    public Author Grace { get; }

    public Task<Event> Say(Author by, string text, Guid? clientId = null, long conversationId = Limits.PublicRoom) =>
        Append(new EventDraft(conversationId, by, clientId ?? Guid.CreateVersion7(), 0, new TextMessage(text)));

    public Task<Event> SayAt(Author by, long at, string text) =>
        Append(new EventDraft(Limits.PublicRoom, by, Guid.CreateVersion7(), at, new TextMessage(text)));

    public Task<Event> Note(Author by, EventBody body) => Append(new EventDraft(Limits.PublicRoom, by, null, 0, body));

    public void Restart()
    {
        Db.Dispose();
        Db = Db.Open(_folder.Path, failure => throw failure, NullLogger.Instance);
    }

    public void Dispose()
    {
        Db.Dispose();
        _folder.Dispose();
    }

    private Task<Event> Append(EventDraft draft) => Db.Write(transaction => EventStore.Append(transaction, draft).Event);

    private Author Join(string name)
    {
        var id = Db.Write(transaction =>
        {
            var id = transaction.Connection.ExecuteScalar<long>(
                "INSERT INTO users (name, name_key, password_hash, created_at) VALUES (@name, @name, '', 0) RETURNING id",
                new { name }, transaction.Transaction);
            ConversationStore.Join(transaction, Limits.PublicRoom, id);
            return id;
        }).GetAwaiter().GetResult();
        return new Author(id, name);
    }
}
