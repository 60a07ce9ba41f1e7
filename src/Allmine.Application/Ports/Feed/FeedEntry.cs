using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;

namespace Allmine.Application.Ports.Feed;

/// <summary>An event of the feed, as it is kept.</summary>
public sealed record FeedEntry
{
    /// <summary>Events are spread over so many partitions, each of which is delivered by one node at a time.</summary>
    public const int Partitions = 64;

    /// <summary>1, 2, 3 … in the order of the commits as the store tells them, without gaps.</summary>
    public required long Number { get; init; }

    /// <summary>Its identifier, which no other event of any store has.</summary>
    public required Id<FeedEntry> Id { get; init; }

    public required FeedType Type { get; init; }

    /// <summary>What it is in order within.</summary>
    public required Id<FeedLane> Lane { get; init; }

    /// <summary>The chat that it is of; null for one of users alone.</summary>
    public Id<Chat>? ChatId { get; init; }

    /// <summary>The number of the chat's change that it tells of; null if it is no change of a chat.</summary>
    public long? Change { get; init; }

    /// <summary>The message that its data are of, whose deletion empties them; null for every other event.</summary>
    public Id<Message>? MessageId { get; init; }

    /// <summary>When it was recorded, UTC, in whole milliseconds: never before the event with the number below.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>What callers are given as its data: JSON, in one line. Empty for what is kept of a chat's last event after its time (<see cref="IFeedLog.TrimAsync"/>).</summary>
    public required string Data { get; init; }

    /// <summary>Whether its message is deleted, and the data are those of the tombstone.</summary>
    public bool IsErased { get; init; }

    /// <summary>Of a change of a chat: for each type of changes the chat's last event before this one, as far as there was one; by type.</summary>
    public IReadOnlyList<FeedPrior> Priors { get; init; } = [];

    /// <summary>0 to <see cref="Partitions"/> - 1.</summary>
    public int Partition => PartitionOf(Lane);

    /// <summary>The last bytes of identifiers count up: the middle ones are other for each process, the first ones a time.</summary>
    public static int PartitionOf(Id<FeedLane> lane)
    {
        Span<byte> bytes = stackalloc byte[Id<FeedLane>.Size];
        lane.WriteTo(bytes);
        // FNV-1a: the same on every node and in every release, which a hash of the runtime is not.
        var hash = 2166136261u;
        foreach (var one in bytes)
            hash = (hash ^ one) * 16777619u;
        return (int)((hash ^ (hash >> 16)) % Partitions);
    }
}
