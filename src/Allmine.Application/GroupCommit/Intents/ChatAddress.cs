using Allmine.Domain;
using Allmine.Domain.Chats;

namespace Allmine.Application.GroupCommit.Intents;

/// <summary>A chat, by its identifier or by the two users of a direct chat: just one of the two is there.</summary>
internal readonly record struct ChatAddress(Id<Chat>? Id, DirectPair? Pair);
