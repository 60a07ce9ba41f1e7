using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Chats.GetChat;

/// <summary>Reads a chat, for one of its members or for a backend.</summary>
/// <param name="ChatId">The chat.</param>
[RequiresCaller(RequiredCaller.ActingUserOrService)]
public sealed record GetChatQuery(string ChatId) : IRequest<ChatView>;
