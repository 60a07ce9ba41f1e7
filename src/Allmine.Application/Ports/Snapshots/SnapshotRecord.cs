using Allmine.Domain.Errors;

namespace Allmine.Application.Ports.Snapshots;

/// <summary>A record as a snapshot finds it: what it holds, or why it can't be read. One that can't be read ends no list.</summary>
public readonly record struct SnapshotRecord<T>
{
    private readonly T? value;

    public SnapshotRecord(T value) => this.value = value;

    public SnapshotRecord(UnreadableRecordException failure) => Failure = failure;

    /// <summary>What it holds, if there is no <see cref="Failure"/>.</summary>
    public T Value => value!;

    /// <summary>Names the record and says why it can't be read; null if it can.</summary>
    public UnreadableRecordException? Failure { get; }

    public static implicit operator SnapshotRecord<T>(T value) => new(value);
}
