namespace Allmine.Domain.Messages;

/// <summary>The names of the kinds of message, as callers write them and stores keep them.</summary>
public static class MessageKindNames
{
    public const string Text = "text";
    public const string Media = "media";
    public const string CreditTransfer = "credit_transfer";

    /// <summary>Stands for the kind of a message that this version can't read. Nobody sends it, and no store keeps it.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>Every name, in the order in which they are documented.</summary>
    public static IReadOnlyList<string> Names { get; } = [Text, Media, CreditTransfer];

    public static string NameOf(MessageKind kind) => kind switch
    {
        MessageKind.Text => Text,
        MessageKind.Media => Media,
        MessageKind.CreditTransfer => CreditTransfer,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>The kind of that very name; null for any other text.</summary>
    public static MessageKind? Parse(string? name) => name switch
    {
        Text => MessageKind.Text,
        Media => MessageKind.Media,
        CreditTransfer => MessageKind.CreditTransfer,
        _ => null,
    };
}
