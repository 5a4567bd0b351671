using Teahouse.Protocol;

namespace Teahouse.Tests.Kit;

/// <summary>The same people in all tests.</summary>
public static class People
{
    public const string Ada = "Ada";
    public const string Linus = "Linus";
    public const string Grace = "Grace";
    public const string 张三 = "张三";

    /// <summary>A password that is nobody's but the tests'.</summary>
    public const string Password = "龙井 and a good book";

    /// <summary>What somebody types at the login.</summary>
    public static Credentials Of(string name, bool bearer = false) => new(name, Password, bearer);
}
