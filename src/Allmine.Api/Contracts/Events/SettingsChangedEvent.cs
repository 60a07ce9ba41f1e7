using Allmine.Api.Contracts.Chats;

namespace Allmine.Api.Contracts.Events;

/// <summary>The data of the event <c>settings.changed</c>: the listener has other settings of a chat.</summary>
public sealed record SettingsChangedEvent
{
    public required string ChatId { get; init; }

    public required ChatSettingsResponse Settings { get; init; }
}
