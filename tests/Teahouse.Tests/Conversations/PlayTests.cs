using System.Runtime.CompilerServices;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Conversations;

public sealed class PlayTests
{
    public static TheoryData<string> Plays => [.. Directory.EnumerateFiles(Here(), "*.chat").Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Plays))]
    public async Task The_conversation_goes_as_written(string play) =>
        await ChatPlay.Perform(await File.ReadAllTextAsync(Path.Combine(Here(), play)));

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
