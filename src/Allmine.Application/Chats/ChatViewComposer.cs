using Allmine.Application.Messages;
using Allmine.Application.Ports.Messages;
using Allmine.Application.Ports.Users;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.Chats;

/// <summary>Completes chats for those who look at them: one read for all last messages, one for all members, and one for mentions where something is unread.</summary>
internal sealed class ChatViewComposer(IMessageRepository messages, IUserRepository users)
{
    /// <summary>The chats as that member sees them, in their order.</summary>
    public async Task<IReadOnlyList<ChatView>> OfAsync(IReadOnlyList<Chat> chats, Id<User> viewer, CancellationToken cancellationToken)
    {
        var people = chats.SelectMany(chat => chat.Members).Select(member => member.UserId).Distinct().ToList();
        var directory = people.Count == 0 ? [] : await users.FindAllAsync(people, cancellationToken);
        return await OfAsync(chats, viewer, directory, cancellationToken);
    }

    /// <param name="chats">The chats.</param>
    /// <param name="viewer">A member of each of them.</param>
    /// <param name="directory">All of their members. Nobody is removed from the directory, so that each of them is there.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<IReadOnlyList<ChatView>> OfAsync(
        IReadOnlyList<Chat> chats, Id<User> viewer, IReadOnlyList<StoredUser> directory, CancellationToken cancellationToken)
    {
        var people = directory.ToDictionary(user => user.Id);
        var numbers = chats.Where(chat => chat.LastSequence > 0).Select(chat => new MessageNumber(chat.Id, chat.LastSequence)).ToList();
        var found = numbers.Count == 0 ? [] : await messages.FindAllAsync(numbers, cancellationToken);
        var last = found.ToDictionary(message => message.ChatId, message => (StoredMessage?)message);
        var mentions = await UnreadMentionsAsync(chats, viewer, cancellationToken);
        return
        [
            .. from chat in chats
               let message = last.GetValueOrDefault(chat.Id)
               select new ChatView(
                   chat,
                   [.. chat.Members.Select(member => people[member.UserId])],
                   message is { } known ? MessageView.In(chat, known, viewer) : null,
                   chat.UnreadOf(viewer),
                   mentions.GetValueOrDefault(chat.Id)),
        ];
    }

    /// <summary>How many messages that a member has not read mention them; chats without any may be left out.</summary>
    public async Task<IReadOnlyDictionary<Id<Chat>, long>> UnreadMentionsAsync(IReadOnlyList<Chat> chats, Id<User> viewer, CancellationToken cancellationToken)
    {
        var unread = chats.Where(chat => chat.UnreadOf(viewer) > 0).Select(chat => new MentionWindow(chat.Id, chat.ReadUpTo(viewer), chat.LastSequence)).ToList();
        return unread.Count == 0 ? new Dictionary<Id<Chat>, long>() : await messages.CountMentionsAsync(viewer, unread, cancellationToken);
    }
}
