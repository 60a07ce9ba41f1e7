namespace Allmine.Domain.Chats;

/// <summary>The names of roles, as callers write them and stores keep them.</summary>
public static class ChatRoleNames
{
    /// <summary>Every name, in the order in which they are documented: the highest role first.</summary>
    public static IReadOnlyList<string> Names { get; } = ["owner", "admin", "member"];

    public static string NameOf(ChatRole role) => Names[(int)ChatRole.Owner - (int)role];

    /// <summary>The role of that very name; null for any other text.</summary>
    public static ChatRole? Parse(string? name)
    {
        for (var i = 0; i < Names.Count; i++)
        {
            if (Names[i] == name)
                return ChatRole.Owner - i;
        }

        return null;
    }
}
