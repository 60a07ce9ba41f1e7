using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Messages.DeleteMessage;

/// <summary>Deletes a message: by its sender, by an admin of the group, or by a first-party backend that acts for nobody.</summary>
[RequiresCaller(RequiredCaller.UserOrService)]
public sealed record DeleteMessageCommand(string MessageId) : IRequest<MessageView>;
