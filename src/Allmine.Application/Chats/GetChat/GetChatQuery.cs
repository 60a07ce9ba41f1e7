using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Chats.GetChat;

/// <summary>Reads a chat, for one of its members.</summary>
/// <param name="ChatId">The chat.</param>
[RequiresCaller(RequiredCaller.ActingUser)]
public sealed record GetChatQuery(string ChatId) : IRequest<ChatView>;
