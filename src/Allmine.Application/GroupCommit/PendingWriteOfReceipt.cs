using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.GroupCommit.Locks;
using Allmine.Domain.Errors;

namespace Allmine.Application.GroupCommit;

/// <inheritdoc cref="PendingWrite"/>
/// <typeparam name="TReceipt">What it is answered with.</typeparam>
internal sealed class PendingWrite<TReceipt>(Intent<TReceipt> intent, long arrival, LockKey[] locks) : PendingWrite(intent, arrival, locks)
    where TReceipt : class
{
    private readonly TaskCompletionSource<TReceipt> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Decision<TReceipt> decision;

    public Task<TReceipt> Task => completion.Task;

    public override AllmineException? Refusal => decision.Refusal;

    public override bool IsAnswered => completion.Task.IsCompleted;

    public override void Decide(RoundDecider round) => decision = round.Decide(intent);

    public override void Refuse(Exception exception) => completion.TrySetException(exception);

    protected override void Accept() => completion.TrySetResult(MayBeWritten ? intent.InDoubt(decision.Receipt!) : decision.Receipt!);
}
