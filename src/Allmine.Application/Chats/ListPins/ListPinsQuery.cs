using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Chats.ListPins;

/// <summary>Reads the pinned messages of a chat, the newest pin first.</summary>
/// <param name="ChatId">A chat of the caller's; for a backend that acts for nobody, any.</param>
/// <param name="Cursor">What the page before gave; null for the first page.</param>
/// <param name="Limit">The most messages: 1 to 100, 20 if left out.</param>
[RequiresCaller(RequiredCaller.ActingUserOrService)]
public sealed record ListPinsQuery(string ChatId, string? Cursor, int? Limit) : IRequest<PinsPage>;
