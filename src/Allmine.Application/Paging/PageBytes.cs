using Allmine.Application.Chats;
using Allmine.Application.Messages;
using Allmine.Domain.Messages;

namespace Allmine.Application.Paging;

/// <summary>
/// How many bytes the items of a page take in its answer. A page ends early where it would have more than <see cref="Greatest"/>; it
/// has at least one item. It is an estimate from above, but for characters that Unicode has not assigned: they take up to twice as much.
/// </summary>
internal static class PageBytes
{
    /// <summary>The most bytes of the items of a page: 1 MiB.</summary>
    public const int Greatest = 1 << 20;

    // What surrounds the texts: names of properties, identifiers, numbers, times, addresses of media.
    private const int OfMessage = 1400;
    private const int OfReaction = 60;
    private const int OfVersion = 120;
    private const int OfReader = 27;
    private const int OfChat = 600;
    private const int OfPhoto = 900;
    private const int OfMember = 200;

    /// <summary>The items from the first on that a page has room for.</summary>
    public static List<T> Fitting<T>(IEnumerable<T> items, Func<T, int> bytesOf)
    {
        var fitting = new List<T>();
        var bytes = 0L;
        foreach (var item in items)
        {
            bytes += bytesOf(item);
            if (fitting.Count > 0 && bytes > Greatest)
                break;
            fitting.Add(item);
        }

        return fitting;
    }

    /// <summary>The items about one of them that a page has room for, in their order: where there is no more room on one side, the other one goes on.</summary>
    /// <param name="items">All of them.</param>
    /// <param name="middle">The place of the one that is given in any case.</param>
    /// <param name="bytesOf">What one takes.</param>
    /// <returns>The place of the first one that is given, and all that are.</returns>
    public static (int From, List<T> Items) FittingAround<T>(IReadOnlyList<T> items, int middle, Func<T, int> bytesOf)
    {
        if (items.Count == 0)
            return (0, []);
        middle = Math.Min(middle, items.Count - 1);
        var (from, to) = (middle, middle + 1);
        long bytes = bytesOf(items[middle]);
        bool growsUp = to < items.Count, growsDown = from > 0;
        while (growsUp || growsDown)
        {
            if (growsUp)
                growsUp = Takes(items[to]) && ++to < items.Count;
            if (growsDown)
                growsDown = Takes(items[from - 1]) && --from > 0;
        }

        return (from, [.. items.Skip(from).Take(to - from)]);

        bool Takes(T item)
        {
            var grown = bytes + bytesOf(item);
            if (grown > Greatest)
                return false;
            bytes = grown;
            return true;
        }
    }

    public static int Of(MessageView view) => OfMessage
        + Of(view.Message.Readable?.Content)
        // The name of a file is in its address, too, percent-encoded there.
        + (4 * Of(view.Message.Readable?.Media?.Name))
        // As it is; of three bytes each at most.
        + (3 * (view.Message.Readable?.Attributes.Metadata?.Length ?? 0))
        + (view.Message.Readable?.Life.Reactions.Sum(reaction => OfReaction + Of(reaction.Emoji)) ?? 0)
        + (OfReader * (view.ReadBy.Count + view.DeliveredTo.Count + (view.Message.Readable?.Attributes.Mentions.Count ?? 0)));

    public static int Of(MessageVersion version) => OfVersion + Of(version.Content) + (3 * (version.Metadata?.Length ?? 0));

    public static int Of(ChatView view) => OfChat
        + Of(view.Chat.Title)
        + (view.Chat.Photo is { } photo ? OfPhoto + (4 * Of(photo.Name)) : 0)
        + view.Members.Sum(member => OfMember + Of(member.Profile?.Username.Value) + Of(member.Profile?.ProfilePhoto))
        + (view.LastMessage is { } last ? Of(last) : 0);

    /// <summary>As a JSON string: what JSON or HTML gives a meaning to is written as <c>\uXXXX</c>, and so is each half of a surrogate pair.</summary>
    private static int Of(string? text)
    {
        var bytes = 0;
        foreach (var unit in text ?? "")
        {
            bytes += unit switch
            {
                < ' ' or '"' or '\\' or '<' or '>' or '&' or '\'' or '+' or '`' or '\u007F' => 6,
                < '\u0080' => 1,
                < '\u00A0' => 6,
                < '\u0800' => 2,
                _ when char.IsSurrogate(unit) => 6,
                _ => 3,
            };
        }

        return bytes;
    }
}
