using Allmine.Domain.Users;

namespace Allmine.Domain.Chats;

/// <summary>Two users, in no order: there is at most one direct chat for each pair.</summary>
public readonly record struct DirectPair
{
    private DirectPair(Id<User> lower, Id<User> higher)
    {
        Lower = lower;
        Higher = higher;
    }

    public Id<User> Lower { get; }

    public Id<User> Higher { get; }

    /// <exception cref="ArgumentException">Both are the same user.</exception>
    public static DirectPair Of(Id<User> one, Id<User> other) => one.CompareTo(other) switch
    {
        0 => throw new ArgumentException("A direct chat is between two different users.", nameof(other)),
        < 0 => new DirectPair(one, other),
        _ => new DirectPair(other, one),
    };

    /// <summary>The other one of the two; for somebody who is neither, one of them.</summary>
    public Id<User> OtherThan(Id<User> userId) => userId == Lower ? Higher : Lower;

    /// <summary>Both identifiers, the lower one first: 24 bytes that are the same for both users.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[2 * Id<User>.Size];
        Lower.WriteTo(bytes);
        Higher.WriteTo(bytes.AsSpan(Id<User>.Size));
        return bytes;
    }
}
