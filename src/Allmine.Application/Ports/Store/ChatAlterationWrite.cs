using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.Ports.Store;

/// <summary>A change of a chat itself. Its line is among the messages of the round.</summary>
/// <param name="Alteration">The change, with its number, and the line.</param>
/// <param name="Event">What has changed.</param>
/// <param name="UserId">Who came, went, or got a role; null for a change of title or photo.</param>
/// <param name="Chat">The chat as of that change.</param>
/// <param name="ReplacedPhotoKey">The key of the photo that the change takes away; null if it takes none.</param>
public sealed record ChatAlterationWrite(MessageAlteration Alteration, ChatEvent Event, Id<User>? UserId, ChatSnapshot Chat, string? ReplacedPhotoKey);
