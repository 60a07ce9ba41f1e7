using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Messages.GetHistory;

/// <summary>Reads a page of a chat's messages: newest first, but oldest first with <paramref name="After"/>.</summary>
/// <param name="ChatId">A chat of the caller's.</param>
/// <param name="Before">Only messages with a lower number: 1 or more; not together with <paramref name="After"/>.</param>
/// <param name="After">Only messages with a higher number: 0 or more.</param>
/// <param name="Limit">The most messages: 1 to 100, 20 if left out.</param>
[RequiresCaller(RequiredCaller.ActingUser)]
public sealed record GetHistoryQuery(string ChatId, long? Before, long? After, int? Limit) : IRequest<HistoryPage>;
