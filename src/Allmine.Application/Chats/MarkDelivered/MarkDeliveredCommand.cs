using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Chats.MarkDelivered;

/// <summary>The caller's devices have a chat up to a message.</summary>
/// <param name="ChatId">A chat of the caller's.</param>
/// <param name="Sequence">The message's number, 0 or more. Past the end it is brought down to the last one; an earlier one than before changes nothing.</param>
[RequiresCaller(RequiredCaller.ActingUser)]
public sealed record MarkDeliveredCommand(string ChatId, long? Sequence) : IRequest<MarkDeliveredResult>;
