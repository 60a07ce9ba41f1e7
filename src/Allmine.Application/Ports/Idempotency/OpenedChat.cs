using Allmine.Domain;
using Allmine.Domain.Chats;

namespace Allmine.Application.Ports.Idempotency;

/// <summary>What came of a request for a chat.</summary>
/// <param name="Id">The chat.</param>
/// <param name="Created">Whether it was made or opened by the request; if not, it was there.</param>
public sealed record OpenedChat(Id<Chat> Id, bool Created);
