namespace Allmine.Domain.Chats;

/// <summary>The names of the kinds of chat, as callers read them and stores keep them.</summary>
public static class ChatKindNames
{
    public const string Direct = "direct";
    public const string Group = "group";

    /// <summary>Every name, in the order in which they are documented.</summary>
    public static IReadOnlyList<string> Names { get; } = [Direct, Group];

    public static string NameOf(ChatKind kind) => kind switch
    {
        ChatKind.Direct => Direct,
        ChatKind.Group => Group,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>The kind of that very name; null for any other text.</summary>
    public static ChatKind? Parse(string? name) => name switch
    {
        Direct => ChatKind.Direct,
        Group => ChatKind.Group,
        _ => null,
    };
}
