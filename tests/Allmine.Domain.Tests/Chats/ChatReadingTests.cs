using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Domain.Tests.Chats;

public sealed class ChatReadingTests
{
    private static readonly DateTime Noon = new(2026, 1, 15, 12, 0, 0, DateTimeKind.Utc);
    private static readonly Id<Chat> ChatId = Id<Chat>.Parse("64d15f9e2e6c8f4d5a123456");
    private static readonly Id<User>[] People = [.. Enumerable.Range(1, 3).Select(number => Id<User>.Parse(number.ToString("x24", null)))];
    private static readonly Id<User> Stranger = Id<User>.Parse("64d15f9e2e6c8f4d5a999999");

    [Theory]
    [InlineData(1, true, 1, 4)]
    [InlineData(5, true, 5, 0)]
    [InlineData(6, true, 5, 0)]
    [InlineData(long.MaxValue, true, 5, 0)]
    [InlineData(0, false, 0, 5)]
    [InlineData(-1, false, 0, 5)]
    public void MarkRead_WhenGivenANumber_ThenStopsAtTheEnd(long sequence, bool changes, long readUpTo, long unread)
    {
        var chat = ChatWith(5);

        Assert.Equal(changes, chat.MarkRead(People[1], sequence));

        Assert.Equal((readUpTo, unread), (chat.ReadUpTo(People[1]), chat.UnreadOf(People[1])));
        Assert.Equal(0, chat.Revision);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(2)]
    public void MarkRead_WhenReadAlready_ThenDoesNotGoBack(long sequence)
    {
        var chat = ChatWith(5);
        chat.MarkRead(People[1], 3);

        Assert.False(chat.MarkRead(People[1], sequence));

        Assert.Equal(3, chat.ReadUpTo(People[1]));
    }

    [Fact]
    public void MarkRead_WhenNoMember_ThenIsRefused()
    {
        Assert.Equal(ErrorCode.NotAMember, Assert.Throws<RefusedException>(() => ChatWith(1).MarkRead(Stranger, 1)).Code);
        Assert.Equal(ErrorCode.NotAMember, Assert.Throws<RefusedException>(() => ChatWith(1).UnreadOf(Stranger)).Code);
    }

    /// <summary>Any sends and reads, held against a model that counts message by message.</summary>
    [Fact]
    public void UnreadOf_WhenAnythingWasSentAndRead_ThenIsTheMessagesOfOthersAfterTheMarker()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var chat = Chat.Group(ChatId, null, People, Noon);
            var senders = new List<Id<User>>();
            var markers = People.ToDictionary(person => person, _ => 0L);
            for (var step = random.Next(40); step > 0; step--)
            {
                var person = People[random.Next(People.Length)];
                if (random.Next(2) == 0)
                {
                    Append(chat, person);
                    senders.Add(person);
                    markers[person] = senders.Count;
                }
                else
                {
                    var sequence = random.Next(-1, senders.Count + 3);
                    chat.MarkRead(person, sequence);
                    markers[person] = Math.Max(markers[person], Math.Min(sequence, senders.Count));
                }

                foreach (var reader in People)
                {
                    var unread = senders.Where((sender, i) => i + 1 > markers[reader] && sender != reader).Count();
                    Assert.True(unread == chat.UnreadOf(reader), $"seed {seed}: {chat.UnreadOf(reader)} instead of {unread}");
                    Assert.Equal(markers[reader], chat.ReadUpTo(reader));
                }
            }
        }
    }

    private static Chat ChatWith(int messages)
    {
        var chat = Chat.Group(ChatId, null, People, Noon);
        for (var i = 0; i < messages; i++)
            Append(chat, People[0]);
        return chat;
    }

    private static void Append(Chat chat, Id<User> sender) => chat.Append(
        Message.Text(new MessageHeader(Id<Message>.Parse("64d15f9e2e6c8f4d5a00aaaa"), ChatId, chat.NextSequence, sender, Noon), MessageText.From("Hello")));
}
