using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Application.Ports.Chats;

/// <summary>The chats, their members, how far each has read, and who has blocked whom.</summary>
/// <exception cref="StoreUnavailableException">From any method: the store did not answer.</exception>
/// <exception cref="UnreadableRecordException">From a method that is about one chat: its record can't be read. Lists leave such a chat out.</exception>
public interface IChatRepository
{
    /// <summary>The chat as of now, or null.</summary>
    Task<Chat?> FindAsync(Id<Chat> id, CancellationToken cancellationToken);

    /// <summary>Those of the chats that there are and that can be read, as of now, in any order.</summary>
    /// <param name="ids">All different: at most a few hundred.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<Chat>> FindAllAsync(IReadOnlyCollection<Id<Chat>> ids, CancellationToken cancellationToken);

    /// <summary>The direct chat of two users as of now, open or not; null if there is none.</summary>
    Task<Chat?> FindAsync(DirectPair pair, CancellationToken cancellationToken);

    /// <summary>Whether there is a block, either way, between the user and one of the others, as of now.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="others">Other users, all different: at most <see cref="Chat.MaxMembers"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<bool> HasBlockAsync(Id<User> userId, IReadOnlyCollection<Id<User>> others, CancellationToken cancellationToken);

    /// <summary>
    /// The open chats that a user is a member of, newest activity first, from below <paramref name="before"/>, or from the
    /// first one; at most <paramref name="limit"/> of them. Fewer, and not the end of the list, if chats move away while it
    /// is read: what stays where it is in the part returned is there.
    /// </summary>
    /// <remarks>It looks at the chats of two hours, of those that the part begins and ends in, and at no others beside it.</remarks>
    Task<ChatListSlice> PageAsync(Id<User> userId, ChatPosition? before, int limit, CancellationToken cancellationToken);

    /// <summary>The open chats that a user is a member of and that stand past that position as of now: at most so many, in no order.</summary>
    Task<IReadOnlyList<Chat>> MovedAsync(Id<User> userId, ChatPosition since, int limit, CancellationToken cancellationToken);

    /// <summary>Whom a user has blocked, the newest block first, from below <paramref name="before"/>, or from the first one; blocks without a time come last.</summary>
    /// <param name="blocker">The user.</param>
    /// <param name="before">Where the page before ended; null for the first page.</param>
    /// <param name="limit">The most blocks to return: 1 or more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<BlockPosition>> BlocksAsync(Id<User> blocker, BlockPosition? before, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Adds a chat that has no message yet, for who has blocked whom. False, with nothing written, if there is one with this identifier, or a direct
    /// chat of the same two users.
    /// </summary>
    Task<bool> AddAsync(Chat chat, CancellationToken cancellationToken);

    /// <summary>
    /// Writes who has blocked whom after one <see cref="Chat.Block"/> or <see cref="Chat.Unblock"/>, with the revision, and
    /// nothing else. False, with nothing written, if the chat does not have the revision before any more.
    /// </summary>
    Task<bool> SaveBlocksAsync(Chat chat, CancellationToken cancellationToken);

    /// <summary>
    /// Moves a member's read marker to that number, which is not past the last one; a marker that is there already, or
    /// further, stays. Nothing else changes, and no send waits for it or is undone by it.
    /// </summary>
    /// <returns>Where the marker is then.</returns>
    Task<long> MarkReadAsync(Id<Chat> id, Id<User> userId, long sequence, CancellationToken cancellationToken);

    /// <summary>
    /// The same for the marker of what has reached a member (<see cref="Member.DeliveredUpTo"/>). What the member has read has reached it: a number
    /// that is not past the read marker moves nothing and tells nobody.
    /// </summary>
    /// <returns>The number of the last message that has reached the member then.</returns>
    Task<long> MarkDeliveredAsync(Id<Chat> id, Id<User> userId, long sequence, CancellationToken cancellationToken);
}
