using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;

namespace Allmine.Application.Ports.Messages;

/// <summary>Reads what has become of messages since they were sent. It is written by <see cref="ICommitStore"/> alone.</summary>
/// <exception cref="StoreUnavailableException">From any method: the store did not answer.</exception>
public interface IChangeRepository
{
    /// <summary>How many of a chat's changes up to that number have altered a message. It takes one look, however many there are.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="change">The number of a change: 0 or more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<long> CountAlterationsAsync(Id<Chat> chatId, long change, CancellationToken cancellationToken);

    /// <summary>The messages that have been altered and whose latest change has a higher number, by that number, as of one moment.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="after">The number of a change: 0 or more.</param>
    /// <param name="seesFrom">Only messages with this number or a higher one: 0 or more.</param>
    /// <param name="limit">The most messages to return: 1 or more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<StoredMessage>> AlteredAsync(Id<Chat> chatId, long after, long seesFrom, int limit, CancellationToken cancellationToken);

    /// <summary>The messages of these numbers that nothing has altered, by their number. No others are looked at, so that the numbers bound what it takes.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="after">The number of a message before the first: 0 or more.</param>
    /// <param name="upTo">The number of the last message that is looked at.</param>
    /// <param name="limit">The most messages to return: 1 or more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<StoredMessage>> UnalteredAsync(Id<Chat> chatId, long after, long upTo, int limit, CancellationToken cancellationToken);

    /// <summary>The words that a message had before its present ones, oldest first. There are none of a message that was deleted.</summary>
    /// <param name="messageId">The message.</param>
    /// <param name="after">Only versions with a higher number: 0 or more.</param>
    /// <param name="limit">The most versions to return: 1 or more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<MessageVersion>> PastVersionsAsync(Id<Message> messageId, int after, int limit, CancellationToken cancellationToken);
}
