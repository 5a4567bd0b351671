using System.Diagnostics;
using System.Net;
using Teahouse.Protocol;
using Teahouse.Server.Users;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Users;

[Collection(nameof(Alone))]
public sealed class LoginTimeTests
{
    [Fact]
    public async Task Unknown_name_and_wrong_password_get_the_same_answer_in_the_same_time()
    {
        // The real number of iterations: the point is what a hash costs.
        await using var server = await TestServer.Start(options => options with { HashIterations = 210_000 });
        await server.Enter(People.Ada);
        var rules = server.Get<UserRules>();
        await Measure(People.Ada, IPAddress.Loopback);
        await Measure("Nobody", IPAddress.Loopback);
        var ratios = new List<double>();
        // A busy machine blurs even this, so more rounds are taken before a gap counts as one.
        for (var round = 0; round < 90 && (round < 15 || !IsWithin(ratios)); round++)
        {
            // Each round comes from another address, so that no delay is measured; the order changes, so that no drift is.
            var address = new IPAddress([10, 0, 0, (byte)round]);
            var first = await Measure(round % 2 == 0 ? People.Ada : "Nobody", address);
            var second = await Measure(round % 2 == 0 ? "Nobody" : People.Ada, address);
            ratios.Add(round % 2 == 0 ? second / first : first / second);
        }
        Assert.True(IsWithin(ratios), $"unknown / wrong: {Median(ratios):F3}");

        // The processor's time of this process: other processes on the machine do not blur it.
        async Task<double> Measure(string name, IPAddress address)
        {
            var before = ProcessorTime();
            var guess = new Credentials(name, "not this one");
            var refused = await Assert.ThrowsAsync<ChatException>(() => rules.Login(guess, new Device(address)));
            Assert.Equal(new Refusal(ErrorCode.WrongCredentials), refused.Refusal);
            return ProcessorTime() - before;
        }
    }

    private static bool IsWithin(List<double> ratios) => Median(ratios) is >= 0.95 and <= 1.05;

    private static double Median(List<double> ratios) => ratios.Order().ElementAt(ratios.Count / 2);

    private static double ProcessorTime()
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime.TotalMilliseconds;
    }
}
