using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Messages.SetPin;

/// <summary>Pins a message in its chat, or takes the pin away: by a member of a direct chat, by an admin of a group.</summary>
/// <param name="MessageId">A message of the caller's chats.</param>
/// <param name="IsSet">Whether it is to be pinned.</param>
[RequiresCaller(RequiredCaller.ActingUser)]
public sealed record SetPinCommand(string MessageId, bool IsSet) : IRequest<MessageView>;
