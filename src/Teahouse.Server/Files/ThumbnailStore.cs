using Dapper;
using Teahouse.Server.Storage;

namespace Teahouse.Server.Files;

/// <summary>Thumbnails in the database, beside the events, whose pages would otherwise carry them at every reading.</summary>
internal sealed class ThumbnailStore(Db db)
{
    /// <summary>A transfer's thumbnail, or null when it has none.</summary>
    public byte[]? Find(Guid fileId) => db.Read(connection => connection.QuerySingleOrDefault<byte[]>(
        "SELECT bytes FROM thumbnails WHERE file_id = @id", new { id = FileStore.Key(fileId) }));

    /// <summary>Adds the thumbnail of an offer.</summary>
    public static void Add(WriteTransaction transaction, Guid fileId, byte[] bytes) => transaction.Prepared(
        "INSERT INTO thumbnails (file_id, bytes) VALUES (@id, @bytes)",
        ("@id", FileStore.Key(fileId)), ("@bytes", bytes)).ExecuteNonQuery();
}
