using Teahouse.Client;
using Teahouse.Protocol;

namespace Teahouse.Cli;

/// <summary>What <c>send</c> and <c>receive</c> say.</summary>
internal static partial class Texts
{
    public static string Stopped => Say("已停止。再次运行同一命令会接着传。", "Stopped. The same command goes on where this one ended.");

    public static string SignedOut => Say("登录已失效，请重新运行。", "The session has ended; run the command again.");

    public static string PasswordOf(string user) => Say($"{user} 的密码：", $"Password of {user}:");

    public static string NoPassword(string variable) => Say(
        $"没有终端可以输入密码，请设置环境变量 {variable}。",
        $"There is no terminal to ask for the password; set the environment variable {variable}.");

    public static string WaitingForPerson(string name) => Say(
        $"没有叫 {name} 的账号，等对方注册并上线……", $"There is no account {name} yet; waiting for them to register and come online …");

    public static string WaitingForAnswer(string file) => Say($"{file}：等待对方回应……", $"{file}: waiting for an answer …");

    public static string Leaving(string file) => Say($"{file}：正在放到服务器……", $"{file}: on its way to the server …");

    public static string Lies(string file, string to) => Say(
        $"{file}：已放在服务器上，{to} 接受后就能收到。", $"{file}: lies with the server; it arrives when {to} accepts.");

    public static string LiesAccepted(string file, string to) => Say(
        $"{file}：已放在服务器上，{to} 已接受，可以收取。", $"{file}: lies with the server; {to} has accepted and can fetch it.");

    public static string Unreadable(string trouble) => Say($"读不了这个文件：{trouble}", $"The file cannot be read: {trouble}");

    public static string Sent(string file, Transfer transfer) => transfer.State switch
    {
        FileState.Done => Say($"{file}：发送成功。", $"{file}: sent successfully."),
        FileState.Declined => Say($"{file}：对方拒绝了。", $"{file}: declined by the other side."),
        FileState.Cancelled => Say($"{file}：传输被取消。", $"{file}: cancelled."),
        _ => $"{file}: {Refused(transfer.Reason ?? ErrorCode.FileWrongState)}",
    };

    public static string Receiving(string folder) => Say(
        $"正在接收文件到 {folder}，按 Ctrl+C 停止。", $"Receiving files into {folder}; Ctrl+C stops.");

    public static string GoingOn(string file) => Say($"{file}：继续传输。", $"{file}: going on.");

    public static string Paused(string file, string by) => Say($"{file}：{by} 暂停了传输。", $"{file}: paused by {by}.");

    public static string PausedHere(string file) => Say($"{file}：你暂停了传输。", $"{file}: paused by you.");

    public static string Accepted(string file, string from) => Say($"{file}：已接受，来自 {from}。", $"{file}: accepted, from {from}.");

    public static string Received(string file, string path) => Say(
        $"{file}：接收成功，校验无误：{path}", $"{file}: received and checked: {path}");

    public static string NotReceived(string file, ErrorCode reason) => Say(
        $"{file}：没有收到，传输已结束（{(int)reason}）。", $"{file}: not received, the transfer has ended ({(int)reason}).");

    public static string DiskTrouble(string trouble) => Say(
        $"写不进磁盘，腾出空间后会自动继续：{trouble}", $"The disk refuses; it goes on by itself when there is room: {trouble}");

    public static string Refused(ErrorCode code) => code switch
    {
        ErrorCode.WrongCredentials => Say("账号或密码不对。", "Unknown account or wrong password."),
        ErrorCode.AccountDisabled => Say("账号已停用。", "The account is disabled."),
        ErrorCode.FileNameInvalid => Say("文件名是空的或太长。", "The file's name is empty or too long."),
        ErrorCode.FileWrongState => Say("已在别处回应，或传输已结束。", "It was answered elsewhere, or the transfer has ended."),
        ErrorCode.FileWrongDigest => Say("内容校验不符。", "The bytes are not those that were announced."),
        ErrorCode.FileNoRoom => Say("服务器的空间不够放这个文件。", "The server has no room for this file."),
        ErrorCode.FileQuota => Say("在途文件的配额用完了。", "The quota for files on their way is used up."),
        ErrorCode.FileChanged => Say("文件在发送期间被改动了，请重新发送。", "The file was changed while it was being sent; send it anew."),
        ErrorCode.FileAbandoned => Say("太久没有动静，服务器结束了传输。", "Nothing moved for a long time, so the server ended it."),
        _ => Say($"服务器拒绝了（{(int)code}）。", $"The server refused ({(int)code})."),
    };
}
