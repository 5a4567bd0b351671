using System.Text;
using CsCheck;
using Teahouse.Protocol;
using Teahouse.Server.Users;

namespace Teahouse.Tests.Users;

public sealed class UserNameTests
{
    private static readonly int[] Tricky =
        [0x130, 0x131, 0xDF, 0x1E9E, 0x17F, 0x212A, 0x212B, 0x3A3, 0x3C2, 0x345, 0x1F9, 0x13F8, 0xAB70, 0x10400];

    /// <summary>Letters that change under normalising or folding, among all other code points.</summary>
    private static readonly Gen<string> Names = Gen.OneOf(
            Gen.Int[0, 0x10FFFF].Where(Rune.IsValid),
            Gen.Int[0x20, 0x7E], Gen.Int[0xC0, 0x24F], Gen.Int[0x300, 0x3FF],
            Gen.Int[0x1E00, 0x1FFF], Gen.Int[0x3040, 0x33FF], Gen.Int[0xFB00, 0xFFDC],
            Gen.Int[0, Tricky.Length - 1].Select(i => Tricky[i]))
        .Array[1, 7].Select(points => string.Concat(points.Select(char.ConvertFromUtf32)));

    [Fact]
    public void Normalising_twice_is_normalising_once() => Names.Sample(typed =>
    {
        var key = UserName.KeyOf(typed);
        return key is null || UserName.KeyOf(key) == key;
    }, iter: 100_000);

    [Fact]
    public void A_name_that_is_accepted_is_accepted_as_shown_and_finds_its_own_key() => Names.Sample(typed =>
    {
        if (Try(typed) is not { } name) return true;
        return Try(name.Shown) == name && UserName.KeyOf(typed) == name.Key && UserName.KeyOf(name.Shown) == name.Key;
    }, iter: 100_000);

    [Theory]
    [InlineData("Ada")]
    [InlineData("张三")]
    [InlineData("Ольга")]
    [InlineData("محمد")]
    [InlineData("राजेश")]
    [InlineData("สมชาย")]
    [InlineData("지민")]
    [InlineData("Nguyễn")]
    [InlineData("linus.t_2-b")]
    [InlineData("𠮷野家")]
    [InlineData("一")]
    public void Names_of_any_script_are_welcome(string name) =>
        Assert.Equal(name.Normalize(NormalizationForm.FormKC), UserName.Parse(name).Shown);

    [Theory]
    [InlineData("Ada", "ada")]
    [InlineData("Ａｄａ", "ADA")]
    [InlineData("STRASSE", "straße", false)]
    [InlineData("Nguyễn", "nguyễn")]
    [InlineData("ΟΔΥΣΣΕΥΣ", "οδυσσευς")]
    [InlineData("ﬁn", "FIN")]
    public void Names_that_look_the_same_are_the_same(string one, string other, bool same = true) =>
        Assert.Equal(same, UserName.KeyOf(one) == UserName.KeyOf(other));

    [Theory]
    [InlineData("Ada Lovelace")]
    [InlineData(" Ada")]
    [InlineData("Ada\u00A0")]
    [InlineData("Ada\u200B")]
    [InlineData("A\u200Dda")]
    [InlineData("Ada\u202E")]
    [InlineData("Ada\u2066")]
    [InlineData("Ada\n")]
    [InlineData("Ada\0")]
    [InlineData("Ada\uFEFF")]
    [InlineData("\u3164")]
    [InlineData("Ada\u115F")]
    [InlineData("Ada\uFE0F")]
    [InlineData("Ada\u034F")]
    [InlineData("\u0301Ada")]
    [InlineData("-\u0301")]
    [InlineData("ada@home")]
    [InlineData("<b>")]
    [InlineData("Ada😀")]
    [InlineData("Ⅷ½")]
    [InlineData("Z\u0351\u0352\u0353\u0354algo")]
    public void What_is_no_letter_digit_or_mark_on_one_is_refused(string name) => Assert.Equal(ErrorCode.NameForbiddenCharacter, Why(name));

    [Fact]
    public void Half_of_a_surrogate_pair_is_refused()
    {
        Assert.Equal(ErrorCode.NameForbiddenCharacter, Why("Ada\uD800"));
        Assert.Null(UserName.KeyOf("Ada\uD800"));
    }

    [Fact]
    public void Thirty_two_letters_are_the_most()
    {
        Assert.Null(Why(new string('a', 32)));
        Assert.Null(Why(string.Concat(Enumerable.Repeat("𠮷", 32))));
        Assert.Equal(ErrorCode.NameTooLong, Why(new string('张', 33)));
        Assert.Equal(ErrorCode.NameTooLong, Why(new string('a', 100_000)));
        Assert.Equal(ErrorCode.CredentialsMissing, Why(""));
    }

    private static UserName? Try(string typed)
    {
        try
        {
            return UserName.Parse(typed);
        }
        catch (ChatException)
        {
            return null;
        }
    }

    private static ErrorCode? Why(string typed)
    {
        try
        {
            UserName.Parse(typed);
            return null;
        }
        catch (ChatException refused)
        {
            return refused.Code;
        }
    }
}
