namespace Allmine.Api.Events;

/// <summary>The names of the events, as listeners read them.</summary>
internal static class EventNames
{
    public const string MessageCreated = "message.created";
    public const string MessageUpdated = "message.updated";
    public const string MessageDeleted = "message.deleted";
    public const string MessageReacted = "message.reacted";
    public const string MessageDelivered = "message.delivered";
    public const string MessageRead = "message.read";
    public const string ChatCreated = "chat.created";
    public const string ChatUpdated = "chat.updated";
    public const string ChatLeft = "chat.left";
    public const string ChangeHidden = "change.hidden";
    public const string SettingsChanged = "settings.changed";
    public const string CreditsChanged = "credits.changed";
    public const string Reset = "reset";
}
