using Allmine.Application.Authorization;
using Allmine.Domain;
using MediatR;

namespace Allmine.Application.Chats.SetSettings;

/// <summary>Changes the caller's own settings of a chat. What is null, or not given, stays.</summary>
/// <param name="ChatId">A chat of the caller's.</param>
/// <param name="Muted">False also takes the end of the muting away.</param>
/// <param name="MutedUntil">A time of ISO 8601 in UTC; given alone, it mutes. Null takes the end of the muting away.</param>
/// <param name="Archived">Whether the chat is to be archived.</param>
/// <param name="Pinned">Whether the chat is to be pinned.</param>
[RequiresCaller(RequiredCaller.ActingUser)]
public sealed record SetSettingsCommand(string ChatId, bool? Muted, Change<string> MutedUntil, bool? Archived, bool? Pinned) : IRequest<ChatSettingsView>;
