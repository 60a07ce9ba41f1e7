using Allmine.Application.Ports.Idempotency;

namespace Allmine.Application.GroupCommit.Intents.Chats;

/// <summary>The answer to a request for a chat, once it is committed.</summary>
/// <param name="Chat">What came of it.</param>
/// <param name="Replayed">Whether the key was used before.</param>
public sealed record CommittedChat(OpenedChat Chat, bool Replayed);
