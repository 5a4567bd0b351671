namespace Teahouse.Cli;

/// <summary>How a command ended, for scripts.</summary>
internal static class ExitCode
{
    /// <summary>Everything arrived, or lies with the server if that was asked for.</summary>
    public const int Done = 0;

    /// <summary>It could not be tried: the arguments, the login, the file.</summary>
    public const int Failed = 1;

    /// <summary>The other side did not want a file, or one side cancelled it.</summary>
    public const int Declined = 2;

    /// <summary>A transfer failed, such as one whose file was changed.</summary>
    public const int Broken = 3;

    /// <summary>Ctrl+C: everything stays as it is, and the same command goes on.</summary>
    public const int Stopped = 130;
}
