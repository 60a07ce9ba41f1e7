using System.Collections.Frozen;

namespace Allmine.Application.Ports.Feed;

/// <summary>The names of the types of events, as callers read them and as stores keep them.</summary>
public static class FeedTypeNames
{
    private static readonly string[] Names =
    [
        "message.created", "message.updated", "message.deleted", "message.reacted", "message.read", "message.delivered", "chat.created", "chat.updated",
        "user.updated", "credits.changed", "credits.granted", "credits.transferred", "block.changed",
    ];

    private static readonly FrozenDictionary<string, FeedType> Types = Names.Index().ToFrozenDictionary(name => name.Item, name => (FeedType)name.Index);

    /// <summary>All of them, in the order of <see cref="FeedType"/>.</summary>
    public static IReadOnlyList<string> All => Names;

    public static string NameOf(FeedType type) => Names[(int)type];

    public static bool TryParse(string name, out FeedType type) => Types.TryGetValue(name, out type);
}
