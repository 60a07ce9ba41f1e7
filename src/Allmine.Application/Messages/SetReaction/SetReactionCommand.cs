using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Messages.SetReaction;

/// <summary>Puts a reaction of the caller's on a message, or takes it back.</summary>
/// <param name="MessageId">A message of the caller's chats.</param>
/// <param name="Emoji">1 to 32 bytes of UTF-8.</param>
/// <param name="IsSet">Whether it is to be there.</param>
[RequiresCaller(RequiredCaller.ActingUser)]
public sealed record SetReactionCommand(string MessageId, string Emoji, bool IsSet) : IRequest<MessageView>;
