using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Messages.GetMessage;

/// <summary>Reads one message of the caller's chats.</summary>
[RequiresCaller(RequiredCaller.ActingUser)]
public sealed record GetMessageQuery(string MessageId) : IRequest<MessageView>;
