using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Messages.ListReactions;

/// <summary>Reads who has reacted to a message: whoever reacted first comes first.</summary>
/// <param name="MessageId">A message of the caller's chats.</param>
/// <param name="Emoji">Only reactions of this kind; null for all.</param>
/// <param name="Cursor">What the page before gave; null for the first page.</param>
/// <param name="Limit">The most reactions: 1 to 100, 20 if left out.</param>
[RequiresCaller(RequiredCaller.ActingUser)]
public sealed record ListReactionsQuery(string MessageId, string? Emoji, string? Cursor, int? Limit) : IRequest<ReactionsPage>;
