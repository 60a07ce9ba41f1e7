using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Messages.GetMessage;

/// <summary>Reads one message of the caller's chats; for a backend that acts for nobody, of any.</summary>
[RequiresCaller(RequiredCaller.ActingUserOrService)]
public sealed record GetMessageQuery(string MessageId) : IRequest<MessageView>;
