using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.Ports.Messages;

/// <summary>Reads messages. They are written by <see cref="ICommitStore"/> alone.</summary>
/// <exception cref="StoreUnavailableException">From any method: the store did not answer.</exception>
public interface IMessageRepository
{
    /// <summary>The message, or null. One of which not even the chat can be read is null, too: nobody is its reader.</summary>
    Task<StoredMessage?> FindAsync(Id<Message> id, CancellationToken cancellationToken);

    /// <summary>
    /// A page of a chat's messages in the order and within the bounds of <paramref name="window"/>: every message
    /// acknowledged before the call, without gaps. At most <see cref="HistoryWindow.Limit"/> of them.
    /// </summary>
    Task<IReadOnlyList<StoredMessage>> PageAsync(Id<Chat> chatId, HistoryWindow window, CancellationToken cancellationToken);

    /// <summary>The messages of these numbers, each of another chat, in any order. One command, however many there are.</summary>
    Task<IReadOnlyList<StoredMessage>> FindAllAsync(IReadOnlyCollection<MessageNumber> numbers, CancellationToken cancellationToken);

    /// <summary>The messages of these identifiers, in any order; what isn't there is left out. One command, however many there are.</summary>
    /// <param name="ids">All different, one or more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<StoredMessage>> FindAllAsync(IReadOnlyCollection<Id<Message>> ids, CancellationToken cancellationToken);

    /// <summary>
    /// When the last message was sent in each chat as of that moment; a chat without a message by then is left out. One
    /// command, however many there are.
    /// </summary>
    Task<IReadOnlyDictionary<Id<Chat>, DateTime>> LastTimesAsync(IReadOnlyCollection<ChatAsOf> moments, CancellationToken cancellationToken);

    /// <summary>
    /// How many messages mention the user, in each of these chats; a chat without any may be left out. One command, however many there are.
    /// </summary>
    /// <param name="userId">The user.</param>
    /// <param name="windows">One for each chat, one or more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyDictionary<Id<Chat>, long>> CountMentionsAsync(
        Id<User> userId, IReadOnlyCollection<MentionWindow> windows, CancellationToken cancellationToken);
}
