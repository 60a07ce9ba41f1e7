using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Application.Ports.Chats;

/// <summary>The members' own settings of chats. They are of nobody's concern but their own, and of whoever sends pushes; no round reads or writes them.</summary>
/// <exception cref="StoreUnavailableException">From any method: the store did not answer.</exception>
/// <exception cref="UnreadableRecordException">From a method that is about one user: a record can't be read.</exception>
public interface IChatSettingsRepository
{
    /// <summary>A user's settings of these chats, as of now, in any order; of a chat without any, none. One command, however many there are.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="chatIds">All different: at most a few hundred.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<ChatSettings>> FindAllAsync(Id<User> userId, IReadOnlyCollection<Id<Chat>> chatIds, CancellationToken cancellationToken);

    /// <summary>
    /// The settings of a chat's members, as of now; null for those that can't be read, and none of a member who has set nothing. One command, however many there are, and
    /// none for nobody.
    /// </summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="userIds">The members, all different: at most <see cref="Chat.MaxMembers"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyDictionary<Id<User>, ChatSettings?>> OfMembersAsync(Id<Chat> chatId, IReadOnlyCollection<Id<User>> userIds, CancellationToken cancellationToken);

    /// <summary>
    /// Writes the settings, and tells their user of it (<see cref="Events.ChatSettingsChanged"/>). False, with nothing written, if they do not have the revision
    /// before any more.
    /// </summary>
    Task<bool> SaveAsync(ChatSettings settings, CancellationToken cancellationToken);
}
