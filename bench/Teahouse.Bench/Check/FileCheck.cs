using Teahouse.Bench.Journal;

namespace Teahouse.Bench.Check;

/// <summary>I13: a file that came is the file that was sent, and no byte came before it was accepted.</summary>
internal static class FileCheck
{
    public static void Check(IEnumerable<Entry> entries, Verdict verdict)
    {
        var all = entries.ToArray();
        var sent = all.OfType<FileSent>().ToDictionary(file => file.FileId, file => file.Sha256);
        foreach (var early in all.OfType<FileEarly>())
            verdict.Add(Breach.Leaked, early.Bytes > 0, () => $"{early.Bytes} bytes of {early.FileId} before it was accepted");
        foreach (var got in all.OfType<FileGot>())
        {
            verdict.Files++;
            verdict.Add(Breach.Unexpected, sent.GetValueOrDefault(got.FileId) != got.Sha256, () => $"file {got.FileId} came otherwise");
        }
    }
}
