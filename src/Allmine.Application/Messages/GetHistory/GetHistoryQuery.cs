using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Messages.GetHistory;

/// <summary>Reads a page of a chat's messages: newest first, but oldest first with <paramref name="After"/> or <paramref name="Around"/>.</summary>
/// <param name="ChatId">A chat of the caller's; for a backend that acts for nobody, any.</param>
/// <param name="Before">Only messages with a lower number: 1 or more; not together with <paramref name="After"/>.</param>
/// <param name="After">Only messages with a higher number: 0 or more.</param>
/// <param name="Around">Half of the page before that number, rounded down, and the rest from it on: 1 or more; past the end it is the end. Not together with the others.</param>
/// <param name="Limit">The most messages: 1 to 100, 20 if left out.</param>
[RequiresCaller(RequiredCaller.ActingUserOrService)]
public sealed record GetHistoryQuery(string ChatId, long? Before, long? After, long? Around, int? Limit) : IRequest<HistoryPage>;
