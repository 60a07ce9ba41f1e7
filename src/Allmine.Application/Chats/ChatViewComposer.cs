using Allmine.Application.Authorization;
using Allmine.Application.Messages;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Messages;
using Allmine.Application.Ports.Users;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.Chats;

/// <summary>
/// Completes chats for those who look at them: one read for all last messages, one for all members, one for the viewer's settings, and one for mentions
/// where something is unread. For a backend that acts for nobody, one for the settings of all members.
/// </summary>
internal sealed class ChatViewComposer(IMessageRepository messages, IUserRepository users, IChatSettingsRepository repository, TimeProvider time)
{
    /// <summary>The chat as that reader sees it.</summary>
    public Task<ChatView> OfAsync(Chat chat, ChatReader reader, CancellationToken cancellationToken) =>
        reader.UserId is { } viewer ? OfAsync(chat, viewer, cancellationToken) : ForBackendAsync(chat, cancellationToken);

    /// <summary>The chat as that viewer sees it.</summary>
    public async Task<ChatView> OfAsync(Chat chat, Id<User> viewer, CancellationToken cancellationToken) => (await OfAsync([chat], viewer, cancellationToken))[0];

    /// <summary>The chats as that viewer sees them, in their order.</summary>
    public async Task<IReadOnlyList<ChatView>> OfAsync(IReadOnlyList<Chat> chats, Id<User> viewer, CancellationToken cancellationToken) =>
        await OfAsync(chats, viewer, await SettingsAsync(chats, viewer, cancellationToken), cancellationToken);

    /// <param name="chats">The chats.</param>
    /// <param name="viewer">Who looks at them.</param>
    /// <param name="settings">The viewer's, of all of them (<see cref="SettingsAsync"/>).</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <inheritdoc cref="OfAsync(IReadOnlyList{Chat}, Id{User}, CancellationToken)"/>
    public async Task<IReadOnlyList<ChatView>> OfAsync(
        IReadOnlyList<Chat> chats, Id<User> viewer, IReadOnlyDictionary<Id<Chat>, ChatSettingsView> settings, CancellationToken cancellationToken)
    {
        var people = await PeopleOfAsync(chats, cancellationToken);
        var last = await LastMessagesAsync(chats, cancellationToken);
        var mentions = await UnreadMentionsAsync(chats, viewer, cancellationToken);
        return
        [
            .. from chat in chats
               let message = last.GetValueOrDefault(chat.Id)
               select new ChatView(
                   chat,
                   MembersOf(chat, people),
                   message is { } known ? MessageView.In(chat, known, viewer) : null,
                   UnreadOf(chat, viewer),
                   mentions.GetValueOrDefault(chat.Id),
                   settings.GetValueOrDefault(chat.Id)),
        ];
    }

    /// <summary>The chat as it is told to all of its members, without what is a reader's own.</summary>
    public async Task<ChatView> WithoutReaderAsync(Chat chat, CancellationToken cancellationToken) =>
        new(chat, MembersOf(chat, await PeopleOfAsync([chat], cancellationToken)), null, 0, 0, null);

    /// <summary>A member's settings of each of the chats; of a chat that the user is no member of, none.</summary>
    public async Task<IReadOnlyDictionary<Id<Chat>, ChatSettingsView>> SettingsAsync(
        IReadOnlyList<Chat> chats, Id<User> viewer, CancellationToken cancellationToken)
    {
        var own = chats.Where(chat => chat.HasMember(viewer)).ToDictionary(chat => chat.Id);
        if (own.Count == 0)
            return new Dictionary<Id<Chat>, ChatSettingsView>();
        var now = time.GetUtcMilliseconds();
        var found = (await repository.FindAllAsync(viewer, own.Keys, cancellationToken)).ToDictionary(set => set.ChatId);
        return own.ToDictionary(
            entry => entry.Key,
            entry => found.GetValueOrDefault(entry.Key) is { } set ? ChatSettingsView.Of(set, entry.Value, now) : ChatSettingsView.None);
    }

    /// <summary>How many messages that a member has not read mention them; chats without any may be left out.</summary>
    public async Task<IReadOnlyDictionary<Id<Chat>, long>> UnreadMentionsAsync(IReadOnlyList<Chat> chats, Id<User> viewer, CancellationToken cancellationToken)
    {
        var unread = chats.Where(chat => UnreadOf(chat, viewer) > 0).Select(chat => new MentionWindow(chat.Id, chat.ReadUpTo(viewer), chat.LastSequence)).ToList();
        return unread.Count == 0 ? new Dictionary<Id<Chat>, long>() : await messages.CountMentionsAsync(viewer, unread, cancellationToken);
    }

    /// <summary>How many messages of others somebody has not read; for who is no member, none.</summary>
    public static long UnreadOf(Chat chat, Id<User> viewer) => chat.HasMember(viewer) ? chat.UnreadOf(viewer) : 0;

    /// <summary>The chat without what is a reader's own, and with who has it muted.</summary>
    private async Task<ChatView> ForBackendAsync(Chat chat, CancellationToken cancellationToken)
    {
        var mutings = await MutingsAsync(chat, cancellationToken);
        var people = await PeopleOfAsync([chat], cancellationToken);
        var last = (await LastMessagesAsync([chat], cancellationToken)).GetValueOrDefault(chat.Id);
        return new ChatView(chat, MembersOf(chat, people), last is { } known ? MessageView.In(chat, known, viewer: null) : null, 0, 0, null) { Mutings = mutings };
    }

    private async Task<IReadOnlyList<MutingView?>> MutingsAsync(Chat chat, CancellationToken cancellationToken)
    {
        var now = time.GetUtcMilliseconds();
        var found = await repository.OfMembersAsync(chat.Id, [.. chat.Members.Select(member => member.UserId)], cancellationToken);
        return [.. chat.Members.Select(member => found.TryGetValue(member.UserId, out var set) ? set is null ? (MutingView?)null : MutingView.Of(set, now) : default(MutingView))];
    }

    /// <summary>By the chat; a chat without a message is left out.</summary>
    private async Task<IReadOnlyDictionary<Id<Chat>, StoredMessage?>> LastMessagesAsync(IReadOnlyList<Chat> chats, CancellationToken cancellationToken)
    {
        var numbers = chats.Where(chat => chat.LastSequence > 0).Select(chat => new MessageNumber(chat.Id, chat.LastSequence)).ToList();
        var found = numbers.Count == 0 ? [] : await messages.FindAllAsync(numbers, cancellationToken);
        return found.ToDictionary(message => message.ChatId, message => (StoredMessage?)message);
    }

    /// <summary>Nobody is removed from the directory, so that each of them is there.</summary>
    private static List<StoredUser> MembersOf(Chat chat, Dictionary<Id<User>, StoredUser> people) => [.. chat.Members.Select(member => people[member.UserId])];

    private async Task<Dictionary<Id<User>, StoredUser>> PeopleOfAsync(IReadOnlyList<Chat> chats, CancellationToken cancellationToken)
    {
        var people = chats.SelectMany(chat => chat.Members).Select(member => member.UserId).Distinct().ToList();
        return people.Count == 0 ? [] : (await users.FindAllAsync(people, cancellationToken)).ToDictionary(user => user.Id);
    }
}
