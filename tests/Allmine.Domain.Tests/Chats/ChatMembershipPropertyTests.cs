using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using FsCheck.Xunit;

namespace Allmine.Domain.Tests.Chats;

/// <summary>A group through whatever happens to it, held against a model that knows who may see which message.</summary>
public sealed class ChatMembershipPropertyTests
{
    private static readonly DateTime Noon = new(2026, 1, 15, 12, 0, 0, DateTimeKind.Utc);
    private static readonly Id<Chat> ChatId = Id<Chat>.Parse("64d15f9e2e6c8f4d5a123456");
    private static readonly Id<User>[] People = [.. Enumerable.Range(1, 5).Select(number => Id<User>.Parse(number.ToString("x24", null)))];

    /// <summary>Each step is chosen by its numbers: what happens, to whom, and by whom.</summary>
    [Property(MaxTest = 1000, EndSize = 200)]
    public void Group_WhenAnythingHappens_ThenItHasAnOwnerItsNumbersHaveNoGapsAndEachSeesWhatIsTheirs((byte What, byte User, byte By)[] steps)
    {
        var world = new Model();
        foreach (var (what, user, by) in steps ?? [])
        {
            world.Do(what, People[user % People.Length], People[by % People.Length]);
            world.Check();
        }
    }

    private sealed class Model
    {
        private Chat chat = Chat.Group(ChatId, "Team", People[..3], Noon);
        private readonly Dictionary<Id<User>, long> seesFrom = People[..3].ToDictionary(person => person, _ => 0L);
        private readonly Dictionary<Id<User>, long> readUpTo = People[..3].ToDictionary(person => person, _ => 0L);
        private readonly List<Message> messages = [];
        private readonly List<long> changes = [];

        public void Do(byte what, Id<User> user, Id<User> by)
        {
            switch (what % 8)
            {
                case 0 or 1:
                    if (chat.HasMember(user))
                        Send(user);
                    break;
                case 2:
                    Change(by, () => chat.Add(user, seesAll: what % 16 > 7, Noon), line =>
                    {
                        seesFrom[user] = what % 16 > 7 ? 0 : line.Sequence;
                        readUpTo[user] = what % 16 > 7 ? 0 : line.Sequence - 1;
                    });
                    break;
                case 3:
                    Change(by, () => chat.Remove(user, by), _ => Forget(user));
                    break;
                case 4:
                    Change(user, () => chat.Remove(user, user), _ => Forget(user));
                    break;
                case 5:
                    Change(by, () => chat.HasMember(user) ? chat.SetRole(user, (ChatRole)(what / 8 % 3)) : null, _ => { });
                    break;
                case 6:
                    Change(by, () => chat.Update(Domain.Change<string>.To($"Team {what / 8}"), default), _ => { });
                    break;
                default:
                    if (chat.HasMember(user) && chat.MarkRead(user, what / 8))
                        readUpTo[user] = Math.Min(what / 8, messages.Count);
                    break;
            }

            // As it is stored and read again.
            var facts = new ChatState(chat.Id, chat.Kind, chat.Title, chat.Revision, chat.LastSequence, chat.CreatedAt, chat.UpdatedAt) { AlterationCount = chat.AlterationCount, OwnChange = chat.OwnChange };
            chat = Chat.Restore(facts, chat.Members);
        }

        public void Check()
        {
            Assert.True(chat.Members.Count == 0 || chat.Members.Any(member => member.Role == ChatRole.Owner));
            Assert.Equal(seesFrom.Keys.Order(), chat.Members.Select(member => member.UserId).Order());
            Assert.Equal(Enumerable.Range(1, messages.Count).Select(number => (long)number), messages.Select(message => message.Sequence));
            Assert.Equal(Enumerable.Range(1, changes.Count).Select(number => (long)number), changes);
            Assert.Equal((messages.Count, changes.Count), (chat.LastSequence, chat.LastChange));
            Assert.Equal(chat.LastSequence + chat.AlterationCount, chat.LastChange);
            Assert.Equal(chat.AlterationCount, chat.Revision);
            foreach (var person in People)
            {
                Assert.Equal(
                    messages.Where(message => seesFrom.TryGetValue(person, out var from) && message.Sequence >= from),
                    messages.Where(message => chat.Sees(person, message.Sequence)));
                if (chat.HasMember(person))
                    Assert.Equal((readUpTo[person], messages.Count - readUpTo[person]), (chat.ReadUpTo(person), chat.UnreadOf(person)));
            }

            foreach (var message in messages)
            {
                var readers = seesFrom.Keys.Where(person => person != message.SenderId && seesFrom[person] <= message.Sequence && readUpTo[person] >= message.Sequence);
                Assert.Equal(readers.Order(), chat.ReadersOf(message).Order());
                Assert.Equal(readers.Order(), chat.HoldersOf(message).Order());
            }
        }

        private void Send(Id<User> sender)
        {
            var message = Message.Text(Header(sender), MessageText.From("Hello"));
            chat.Append(message);
            Note(message);
        }

        private void Change(Id<User> by, Func<ChatLine?> change, Action<Message> note)
        {
            ChatLine? what;
            try
            {
                what = change();
            }
            catch (RefusedException exception)
            {
                Assert.Equal("chat.last_owner", exception.Errors[0].Name);
                return;
            }

            if (what is null)
                return;
            var line = Message.Line(Header(by), what);
            var alteration = chat.Take(line);
            note(line);
            Note(line);
            changes.Add(alteration.Change);
        }

        private void Note(Message message)
        {
            messages.Add(message);
            changes.Add(message.SentChange);
            if (seesFrom.ContainsKey(message.SenderId))
                readUpTo[message.SenderId] = message.Sequence;
        }

        private void Forget(Id<User> user)
        {
            seesFrom.Remove(user);
            readUpTo.Remove(user);
        }

        private MessageHeader Header(Id<User> sender) =>
            new(Id<Message>.Parse(chat.NextSequence.ToString("x24", null)), ChatId, chat.NextSequence, sender, Noon.AddMinutes(chat.NextSequence)) { Change = chat.NextChange };
    }
}
