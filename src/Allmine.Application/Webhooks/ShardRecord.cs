namespace Allmine.Application.Webhooks;

/// <summary>How far a shard has come, as it is written down.</summary>
/// <param name="Position">Events up to this number have been taken, or set aside, or are in one of the lanes.</param>
/// <param name="Lanes">Those that are not through.</param>
/// <param name="IsDone">Whether its run has ended here.</param>
internal sealed record ShardRecord(long Position, IReadOnlyList<LaneRecord> Lanes, bool IsDone = false);
