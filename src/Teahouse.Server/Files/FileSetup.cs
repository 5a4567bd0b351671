namespace Teahouse.Server.Files;

/// <summary>What file transfers are made of.</summary>
internal static class FileSetup
{
    /// <summary>Adds file transfers.</summary>
    public static void AddFiles(this IServiceCollection services)
    {
        services.AddSingleton<FileStore>().AddSingleton<ThumbnailStore>();
        services.AddSingleton<Spool>().AddSingleton<SpoolFlushes>().AddSingleton<MachineStore>();
        services.AddSingleton<FileWatches>().AddSingleton<ProgressFeed>().AddSingleton<TransferPace>();
        services.AddSingleton<FileStates>().AddSingleton<OfferRate>().AddSingleton<FileRules>();
        services.AddSingleton<UploadRules>().AddSingleton<DownloadRules>().AddHostedService<FileSweeper>();
    }
}
