namespace Allmine.Application.SendLog;

/// <summary>A send that waits for its answer.</summary>
internal sealed class PendingSend(SendIntent intent, long arrival, LockKey[] keys) : PendingWrite(intent, arrival, keys)
{
    private readonly TaskCompletionSource<CommittedSend> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<CommittedSend> Task => completion.Task;

    public override bool IsAnswered => completion.Task.IsCompleted;

    public override void Refuse(Exception exception) => completion.TrySetException(exception);

    protected override void Accept(in Decision decision) => completion.TrySetResult(decision.Receipt!);
}
