using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Snapshots;
using Allmine.Domain.Errors;

namespace Allmine.Application.Verification;

/// <summary>
/// The keys that led to nothing, but for those that chats were made with: each has a refusal for the lack of credits, and no balance beside it. A message or a grant
/// that is there all the same is found without a key.
/// </summary>
internal sealed class RefusalCheck(IStoreSnapshot snapshot, VerificationReport report)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var keys = await SnapshotReader<IdempotencyEntry>.OpenAsync(snapshot.ReadOtherKeysAsync(cancellationToken), report, cancellationToken);
        for (; keys.HasCurrent; await keys.MoveAsync())
        {
            report.Keys++;
            if (FaultOf(keys.Current) is { } fault)
                report.Add(fault);
        }
    }

    private static string? FaultOf(IdempotencyEntry key)
    {
        if (key is { Key.Scope: IdempotencyScope.Chats, Refusal: null, Balance: null })
            return null;
        if (key.Refusal != ErrorCode.InsufficientCredits)
            return $"The {key} is recorded with {(key.Refusal is { Value: var code } ? $"the refusal {code}" : "no message, refusal or grant")}.";
        if (key.Balance is { } balance)
            return $"The {key} is recorded with a refusal, and with the balance {balance}.";
        return key.IsPermanent ? null : $"The {key} is recorded with a refusal for a time only, not for ever.";
    }
}
