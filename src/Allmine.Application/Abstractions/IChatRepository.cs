using Allmine.Application.Chats.ListChats;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Application.Abstractions;

/// <summary>The chats, their members, how far each has read, and who has blocked whom.</summary>
/// <exception cref="StoreUnavailableException">From any method: the store did not answer.</exception>
public interface IChatRepository
{
    /// <summary>The chat as of now, or null.</summary>
    Task<Chat?> FindAsync(Id<Chat> id, CancellationToken cancellationToken);

    /// <summary>The direct chat of two users as of now, open or not; null if there is none.</summary>
    Task<Chat?> FindAsync(DirectPair pair, CancellationToken cancellationToken);

    /// <summary>
    /// A page of the open chats that a user is a member of, in the order and within the bounds of <paramref name="window"/>:
    /// by their positions as of now. At most <see cref="ChatWindow.Limit"/> of them.
    /// </summary>
    Task<IReadOnlyList<Chat>> PageAsync(Id<User> userId, ChatWindow window, CancellationToken cancellationToken);

    /// <summary>
    /// Adds a chat that has no message yet. False, with nothing written, if there is one with this identifier, or a direct
    /// chat of the same two users.
    /// </summary>
    Task<bool> AddAsync(Chat chat, CancellationToken cancellationToken);

    /// <summary>
    /// Writes who has blocked whom after one <see cref="Chat.Block"/> or <see cref="Chat.Unblock"/>, with the revision, and
    /// nothing else. False, with nothing written, if the chat does not have the revision before any more.
    /// </summary>
    Task<bool> SaveBlocksAsync(Chat chat, CancellationToken cancellationToken);

    /// <summary>
    /// Writes the times and the revision of a chat after <see cref="Chat.Open"/>, and nothing else. False, with nothing
    /// written, if the chat is open by now, or does not have the revision before any more.
    /// </summary>
    Task<bool> OpenAsync(Chat chat, CancellationToken cancellationToken);

    /// <summary>
    /// Moves a member's read marker to that number, which is not past the last one; a marker that is there already, or
    /// further, stays. Nothing else changes, and no send waits for it or is undone by it.
    /// </summary>
    /// <returns>Where the marker is then.</returns>
    Task<long> MarkReadAsync(Id<Chat> id, Id<User> userId, long sequence, CancellationToken cancellationToken);
}
