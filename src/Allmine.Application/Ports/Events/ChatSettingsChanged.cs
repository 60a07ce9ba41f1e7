using Allmine.Domain.Chats;

namespace Allmine.Application.Ports.Events;

/// <summary>A member has other settings of a chat. That member alone is told.</summary>
/// <param name="Settings">The settings as they are now.</param>
/// <param name="IsArchived">Whether the chat is archived by them now.</param>
public sealed record ChatSettingsChanged(ChatSettings Settings, bool IsArchived) : StoreEvent([Settings.UserId]);
