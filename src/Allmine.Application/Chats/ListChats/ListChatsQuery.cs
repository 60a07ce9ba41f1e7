using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Chats.ListChats;

/// <summary>Reads a page of the caller's chats, newest activity first.</summary>
/// <param name="Cursor">What the page before gave; null for the first page.</param>
/// <param name="Limit">The most chats: 1 to 100, 20 if left out.</param>
/// <param name="Archived">Whether the archived ones are read; left out, or false, the others.</param>
[RequiresCaller(RequiredCaller.ActingUser)]
public sealed record ListChatsQuery(string? Cursor, int? Limit, bool Archived = false) : IRequest<ChatPage>;
