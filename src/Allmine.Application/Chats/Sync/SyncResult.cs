using Allmine.Domain;
using Allmine.Domain.Chats;

namespace Allmine.Application.Chats.Sync;

/// <param name="Chats">In the caller's order.</param>
/// <param name="Gone">Those that are not, or never were, the caller's.</param>
public sealed record SyncResult(IReadOnlyList<SyncedChat> Chats, IReadOnlyList<Id<Chat>> Gone);
