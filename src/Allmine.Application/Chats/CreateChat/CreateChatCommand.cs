using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Chats.CreateChat;

/// <summary>Opens a chat of the caller and others: with one other and no title their direct chat, else a new group.</summary>
/// <param name="MemberIds">The others. Naming somebody twice, or the caller too, changes nothing.</param>
/// <param name="Title">The title of a group, or null for none.</param>
/// <param name="IdempotencyKey">Tells repetitions from new requests; null for none.</param>
[RequiresCaller(RequiredCaller.ActingUser)]
public sealed record CreateChatCommand(IReadOnlyList<string?>? MemberIds, string? Title, string? IdempotencyKey = null) : IRequest<CreateChatResult>;
