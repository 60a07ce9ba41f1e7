namespace Allmine.Application.SendLog;

/// <summary>A grant that waits for its answer.</summary>
internal sealed class PendingGrant(GrantIntent intent, long arrival, LockKey[] keys) : PendingWrite(intent, arrival, keys)
{
    private readonly TaskCompletionSource<CommittedGrant> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<CommittedGrant> Task => completion.Task;

    public override bool IsAnswered => completion.Task.IsCompleted;

    public override void Refuse(Exception exception) => completion.TrySetException(exception);

    protected override void Accept(in Decision decision) => completion.TrySetResult(decision.Grant!);
}
