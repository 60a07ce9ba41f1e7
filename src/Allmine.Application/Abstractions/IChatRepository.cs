using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;

namespace Allmine.Application.Abstractions;

/// <summary>The chats, their members and how far each has read.</summary>
/// <exception cref="StoreUnavailableException">From any method: the store did not answer.</exception>
public interface IChatRepository
{
    /// <summary>The chat as of now, or null.</summary>
    Task<Chat?> FindAsync(Id<Chat> id, CancellationToken cancellationToken);

    /// <summary>
    /// Adds a chat that has no message yet. False, with nothing written, if there is one with this identifier, or a direct
    /// chat of the same two users.
    /// </summary>
    Task<bool> AddAsync(Chat chat, CancellationToken cancellationToken);
}
