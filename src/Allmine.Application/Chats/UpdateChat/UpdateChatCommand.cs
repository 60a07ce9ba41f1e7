using Allmine.Application.Authorization;
using Allmine.Domain;
using MediatR;

namespace Allmine.Application.Chats.UpdateChat;

/// <summary>Changes the title or the photo of a group. By an admin.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="Title">The title; null takes it away. Not given, it stays.</param>
/// <param name="Photo">A file of the caller's own, as a send names it; null takes the photo away. Not given, it stays.</param>
[RequiresCaller(RequiredCaller.ActingUser)]
public sealed record UpdateChatCommand(string ChatId, Change<string> Title, Change<string> Photo) : IRequest<ChatView>;
