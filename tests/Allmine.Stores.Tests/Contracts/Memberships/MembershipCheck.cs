using System.Text.Json;
using Allmine.Application.Chats.GetChat;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Messages;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Stores.Tests.Contracts.Memberships;

/// <summary>Holds what is there after a run of <see cref="MembershipPropertyContract"/> against the model, and what each member finds and has heard against one another.</summary>
/// <param name="store">At rest.</param>
/// <param name="world">As the run has left it.</param>
/// <param name="calls">A node.</param>
/// <param name="events">All that has happened, as it reads now.</param>
internal sealed class MembershipCheck(IStoreFixture store, MembershipWorld world, UseCases calls, IReadOnlyList<StoreEvent> events)
{
    public async Task RunAsync()
    {
        foreach (var place in world.Places.Where(place => place.Id is not null))
        {
            await CheckHistoryAsync(place);
            await CheckMembersAsync(place);
        }
    }

    /// <summary>Walks what is stored, with nothing in mind but who was there at first.</summary>
    private async Task CheckHistoryAsync(Place place)
    {
        var (id, present) = (place.Id!.Value, place.First.Members.ToDictionary(member => member.Key, member => member.Value.Role));
        var (stored, history) = (await FindAsync(id), await PageAsync(id, 0, 7));
        Assert.Equal(Enumerable.Range(1, (int)stored.LastSequence).Select(number => (long)number), history.Select(message => message.Sequence));
        foreach (var message in history)
        {
            if (message.Kind != MessageKind.System)
            {
                Assert.True(present.ContainsKey(message.SenderId), $"Message {message.Sequence} of chat {id} is of {message.SenderId}, who was not there.");
                continue;
            }

            var line = JsonDocument.Parse(message.Attributes.Metadata!).RootElement;
            var what = line.GetProperty("event").GetString()!;
            var subject = line.TryGetProperty("userId", out var user) ? Id<User>.Parse(user.GetString()!) : message.SenderId;
            var had = world.IsOperator(message.SenderId) ? ChatRole.Owner : present[message.SenderId];
            var role = line.TryGetProperty("role", out var name) ? ChatRoleNames.Parse(name.GetString())!.Value : default;
            var needed = what switch
            {
                "member.left" => ChatRole.Member,
                "member.removed" => present[subject] == ChatRole.Owner ? ChatRole.Owner : ChatRole.Admin,
                "role.changed" => subject == message.SenderId && role < present[subject] ? ChatRole.Member : ChatRole.Owner,
                _ => ChatRole.Admin,
            };
            Assert.True(had >= needed, $"Line {message.Sequence} of chat {id} is of {message.SenderId}, {had}: {line}.");
            if (what is "member.left" or "member.removed")
                Assert.True(present.Remove(subject));
            else if (what == "member.added")
                present.Add(subject, role);
            else if (what == "role.changed")
                present[subject] = role;
            Assert.True(place.Pair is not null || present.Count == 0 || present.ContainsValue(ChatRole.Owner), $"After line {message.Sequence} chat {id} has no owner.");
        }

        Assert.Equal(present.OrderBy(member => member.Key), stored.Members.OrderBy(member => member.UserId).Select(member => KeyValuePair.Create(member.UserId, member.Role)));
        var sent = history.Select(message => message.SentChange).ToHashSet();
        for (long change = 1; change <= stored.LastChange; change++)
            Assert.Equal(change - sent.Count(number => number <= change), await store.Changes.CountAlterationsAsync(id, change, default));
        Assert.Equal(stored.LastChange, history.Count + await store.Changes.CountAlterationsAsync(id, long.MaxValue, default));
    }

    private async Task CheckMembersAsync(Place place)
    {
        var id = place.Id!.Value;
        var (stored, whole) = (await FindAsync(id), await PageAsync(id, 0, 100));
        foreach (var user in world.Users)
        {
            var heard = events.Where(happened => happened.Recipients.Contains(user)).ToList();
            if (stored.FindMember(user) is not { } member)
            {
                Assert.All(heard.Where(happened => ChangeOf(happened, id) > 0), happened => Assert.True(IsGoing(happened, user), $"{user}, who is not there, hears {happened}."));
                continue;
            }

            List<Message> expected = [.. whole.Where(message => place.Chat.Members[user].Sees(message.Sequence))];
            AssertSame(expected, await PageAsync(id, member.SeesFrom, world.Random.Next(1, 20)));
            AssertSame(expected, await ChangedAsync(id, member.SeesFrom, world.Random.Next(1, 20)));
            CheckHeard(stored, member, expected, heard);

            var marker = place.Chat.Members[user].ReadUpTo;
            var mentions = await store.Messages.CountMentionsAsync(user, [new MentionWindow(id, stored.ReadUpTo(user), stored.LastSequence)], default);
            Assert.Equal((marker, place.MentionsOf(user, marker)), (stored.ReadUpTo(user), mentions.GetValueOrDefault(id)));
            if (world.IsOperator(user))
                continue;
            var view = await calls.SendAsync(user, new GetChatQuery(id.ToString()));
            Assert.Equal((place.Chat.LastSequence - marker, place.MentionsOf(user, marker)), (view.UnreadCount, view.UnreadMentions));
        }
    }

    /// <summary>From their own line on a member hears of every change once; what they don't see is not told to them.</summary>
    private static void CheckHeard(Chat chat, Member member, List<Message> expected, List<StoreEvent> heard)
    {
        var (id, user, from) = (chat.Id, member.UserId, Math.Max(1, member.LineChange));
        // That they went, before they came back, is told to them alone.
        var own = heard.Where(happened => ChangeOf(happened, id) > 0 && !(ChangeOf(happened, id) < from && IsGoing(happened, user))).ToList();
        Assert.Equal(Enumerable.Range(0, (int)(chat.LastChange - from + 1)).Select(step => from + step), own.Select(happened => ChangeOf(happened, id)));
        Assert.DoesNotContain(own, happened => happened is MessageAltered altered && altered.Unseeing.Contains(user) == member.Sees(altered.Message.Sequence));
        var state = new SortedDictionary<long, Message>();
        foreach (var happened in own)
        {
            if (happened is MessageCreated created)
                state.Add(created.Message.Sequence, created.Message.GetReadable());
            else if (happened is MessageAltered altered && !altered.Unseeing.Contains(user))
                state[altered.Message.Sequence] = altered.Message.GetReadable();
        }

        // Whoever sees all has the rest, which is as it was when they came, from pages.
        AssertSame([.. expected.Where(message => message.Change >= from)], [.. state.Values]);
    }

    private async Task<List<Message>> PageAsync(Id<Chat> id, long seesFrom, int limit)
    {
        var found = new List<Message>();
        for (IReadOnlyList<StoredMessage>? page = null; page is null || page.Count == limit;)
        {
            page = await store.Messages.PageAsync(id, new HistoryWindow(found.Count > 0 ? found[^1].Sequence : null, null, limit) { SeesFrom = seesFrom }, default);
            found.AddRange(page.Select(message => message.GetReadable()));
        }

        found.Reverse();
        return found;
    }

    private async Task<List<Message>> ChangedAsync(Id<Chat> id, long seesFrom, int limit)
    {
        var found = new List<Message>();
        var (change, sequence) = (0L, Math.Max(0, seesFrom - 1));
        for (IReadOnlyList<StoredMessage>? page = null; page is null || page.Count == limit; sequence = page.Count > 0 ? page[^1].Sequence : sequence)
            found.AddRange((page = await store.Changes.UnalteredAsync(id, sequence, long.MaxValue, limit, default)).Select(message => message.GetReadable()));
        for (IReadOnlyList<StoredMessage>? page = null; page is null || page.Count == limit; change = page.Count > 0 ? page[^1].Change : change)
            found.AddRange((page = await store.Changes.AlteredAsync(id, change, seesFrom, limit, default)).Select(message => message.GetReadable()));
        return [.. found.OrderBy(message => message.Sequence)];
    }

    private static void AssertSame(List<Message> expected, List<Message> actual)
    {
        Assert.Equal(expected.Select(message => message.Sequence), actual.Select(message => message.Sequence));
        foreach (var (one, other) in expected.Zip(actual))
            ShouldBe.Same(one, other);
    }

    private static bool IsGoing(StoreEvent happened, Id<User> user) => happened is ChatChanged { Event: ChatEvent.MemberRemoved or ChatEvent.MemberLeft, UserId: { } gone } && gone == user;

    private static long ChangeOf(StoreEvent happened, Id<Chat> chat) => happened switch
    {
        MessageCreated created when created.Message.ChatId == chat => created.Message.Change,
        MessageAltered altered when altered.Message.ChatId == chat => altered.Message.Change,
        ChatChanged changed when changed.Chat.Id == chat => changed.Chat.Change,
        _ => 0,
    };

    private async Task<Chat> FindAsync(Id<Chat> id) => await store.Chats.FindAsync(id, default) ?? throw new InvalidOperationException("No such chat.");
}
