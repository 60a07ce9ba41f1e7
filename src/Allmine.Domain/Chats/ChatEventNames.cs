namespace Allmine.Domain.Chats;

/// <summary>The names of what can change of a chat itself, as its lines have them and stores keep them.</summary>
public static class ChatEventNames
{
    /// <summary>Every name, in the order of the events.</summary>
    public static IReadOnlyList<string> Names { get; } = ["chat.updated", "member.added", "member.removed", "member.left", "role.changed"];

    public static string NameOf(ChatEvent what) => Names[(int)what - 1];

    /// <summary>The event of that very name; null for any other text.</summary>
    public static ChatEvent? Parse(string? name)
    {
        for (var i = 0; i < Names.Count; i++)
        {
            if (Names[i] == name)
                return (ChatEvent)(i + 1);
        }

        return null;
    }
}
