using CsCheck;
using Teahouse.Protocol;
using Teahouse.Server.Conversations;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Conversations;

public sealed class UnreadTests
{
    [Fact]
    public void Unread_is_always_the_count_of_the_others_messages_after_the_mark()
    {
        var step = Gen.Select(Gen.Int[0, 2], Gen.Int[0, 3], Gen.Double[0, 1]);
        step.Array[1, 40].Sample(Check, iter: 60, threads: 1);
    }

    private static void Check((int Who, int What, double Where)[] steps)
    {
        using var house = new TestHouse();
        Author[] people = [house.Ada, house.Linus, house.Grace];
        var log = new List<(long By, bool Counts)>();
        var marks = new Dictionary<long, long>();
        var store = new ReadMarkStore(house.Db);
        foreach (var (who, what, where) in steps)
        {
            var by = people[who];
            if (what <= 1)
            {
                house.Say(by, "x").GetAwaiter().GetResult();
                log.Add((by.Id, true));
            }
            else if (what == 2)
            {
                house.Note(by, new FileAccepted(Guid.NewGuid())).GetAwaiter().GetResult();
                log.Add((by.Id, false));
            }
            else if (log.Count > 0)
            {
                var seq = 1 + (long)(where * (log.Count - 1));
                store.Write([(by.Id, Limits.PublicRoom, seq)]).GetAwaiter().GetResult();
                marks[by.Id] = Math.Max(marks.GetValueOrDefault(by.Id), seq);
            }
        }
        foreach (var person in people)
        {
            var mark = marks.GetValueOrDefault(person.Id);
            var expected = log.Skip((int)mark).Count(e => e.Counts && e.By != person.Id);
            var member = new ConversationStore(house.Db).Find(person.Id, Limits.PublicRoom)!;
            Assert.Equal((mark, expected), (member.ReadSeq, (int)member.Unread));
        }
    }
}
