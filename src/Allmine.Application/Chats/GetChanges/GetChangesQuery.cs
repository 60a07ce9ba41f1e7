using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Chats.GetChanges;

/// <summary>Reads what has changed in a chat since a change: each thing as it is now, by the number of its latest change.</summary>
/// <param name="ChatId">A chat of the caller's; for a backend that acts for nobody, any.</param>
/// <param name="After">The number of a change: 0 or more, 0 if left out.</param>
/// <param name="Limit">The most things: 1 to 100, 100 if left out.</param>
[RequiresCaller(RequiredCaller.ActingUserOrService)]
public sealed record GetChangesQuery(string ChatId, long? After, int? Limit) : IRequest<ChangesPage>;
