namespace Teahouse.Server.Backups;

/// <summary>What a backup holds.</summary>
/// <param name="Place">The folder.</param>
/// <param name="Events">Events of all conversations.</param>
/// <param name="Files">Files on their way, whole or in part.</param>
/// <param name="Bytes">The bytes of everything.</param>
/// <param name="Missing">Files that the database calls stored, but whose bytes were not there.</param>
internal sealed record BackupContents(string Place, long Events, int Files, long Bytes, int Missing);
