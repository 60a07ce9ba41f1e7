using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Messages.GetMessage;

/// <summary>Reads one message of the caller's chats.</summary>
[Demands(Demand.ActingUser)]
public sealed record GetMessageQuery(string MessageId) : IRequest<MessageView>;
