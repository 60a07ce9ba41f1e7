using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Messages.GetMessages;

/// <summary>Reads messages by their identifiers, in that order. Those that the caller may not see are left out; the page ends where it has no room for more.</summary>
/// <param name="Ids">1 to 100, all different; null if the caller has named none.</param>
[RequiresCaller(RequiredCaller.ActingUserOrService)]
public sealed record GetMessagesQuery(IReadOnlyList<string>? Ids) : IRequest<MessagesPage>
{
    /// <summary>The most messages that are asked for at once.</summary>
    public const int MaxIds = 100;
}
