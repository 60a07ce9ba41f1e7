using Allmine.Domain;
using Allmine.Domain.Chats;

namespace Allmine.Application.Ports.Snapshots;

/// <summary>What a chat says of its messages, as it is stored.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="LastSequence">The number of its last message; 0 for none.</param>
/// <param name="AlterationCount">How many of its changes have altered a message.</param>
/// <param name="Pins">The messages that are pinned.</param>
public sealed record ChatEntry(Id<Chat> ChatId, long LastSequence, long AlterationCount, IReadOnlyList<Pin> Pins);
