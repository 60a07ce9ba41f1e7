namespace Allmine.Bench.Load;

/// <summary>A direct chat and its two members.</summary>
internal sealed record DirectChat(string Id, string First, string Second)
{
    /// <summary>Its members by their number, 0 and 1.</summary>
    public string Member(int index) => index == 0 ? First : Second;

    /// <summary>Some user of the load; the same on every run.</summary>
    public static string User(int index) => $"6b00000000000000{index:x8}";

    /// <summary>Chats that only a program without a user directory knows: user i with user i+1, around the ring.</summary>
    public static DirectChat Invented(int index, int count) =>
        new($"6c00000000000000{index:x8}", User(index), User(Partner(index, count)));

    /// <summary>So many invented chats, all of them around the ring.</summary>
    public static DirectChat[] Ring(int count) => [.. Enumerable.Range(0, count).Select(i => Invented(i, count))];

    /// <summary>So many invented chats, each between one of the users of the ring and one and the same other.</summary>
    public static DirectChat[] Fans(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new DirectChat($"6d00000000000000{i:x8}", User(i), "6b0000000000000100000000"))];

    /// <summary>The number of the user that user <paramref name="index"/> writes to.</summary>
    public static int Partner(int index, int count) => count < 3 ? index + count : (index + 1) % count;
}
