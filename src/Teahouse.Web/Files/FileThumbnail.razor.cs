using Microsoft.AspNetCore.Components;
using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Web.Texts;

namespace Teahouse.Web.Files;

/// <summary>The small picture that came with an offer; room for it is left before it is there, so that nothing jumps.</summary>
public sealed partial class FileThumbnail
{
    private const double MostHigh = 220;

    [Inject] private TextBook Texts { get; set; } = null!;

    [Parameter, EditorRequired] public required Transfer Transfer { get; set; }

    /// <summary>Where the server has a transfer's picture; empty when there is none.</summary>
    public static string AddressOf(Transfer transfer) => transfer.Thumbnail is null ? "" : $"/api/files/{transfer.FileId}/thumbnail";

    private static double Scale(ThumbnailSize size) => Math.Min(1, MostHigh / size.Height);

    private static int Width(ThumbnailSize size) => Math.Max(1, (int)Math.Round(size.Width * Scale(size)));

    private static int Height(ThumbnailSize size) => Math.Max(1, (int)Math.Round(size.Height * Scale(size)));
}
