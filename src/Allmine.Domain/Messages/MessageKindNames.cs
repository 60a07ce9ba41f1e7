namespace Allmine.Domain.Messages;

/// <summary>The names of the kinds of message, as callers write them and stores keep them.</summary>
public static class MessageKindNames
{
    public const string Text = "text";
    public const string Media = "media";
    public const string CreditTransfer = "credit_transfer";

    /// <summary>Of lines, which the chat itself makes.</summary>
    public const string System = "system";

    /// <summary>Stands for the kind of a message that this version can't read. Nobody sends it, and no store keeps it.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>The names of the kinds that callers send, in the order in which they are documented.</summary>
    public static IReadOnlyList<string> Names { get; } = [Text, Media, CreditTransfer];

    /// <summary>The names of all kinds.</summary>
    public static IReadOnlyList<string> StoredNames { get; } = [.. Names, System];

    public static string NameOf(MessageKind kind) => kind switch
    {
        MessageKind.Text => Text,
        MessageKind.Media => Media,
        MessageKind.CreditTransfer => CreditTransfer,
        MessageKind.System => System,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>The kind of that very name; null for any other text.</summary>
    public static MessageKind? Parse(string? name) => name switch
    {
        Text => MessageKind.Text,
        Media => MessageKind.Media,
        CreditTransfer => MessageKind.CreditTransfer,
        System => MessageKind.System,
        _ => null,
    };
}
