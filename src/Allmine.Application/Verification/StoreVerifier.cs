using Allmine.Application.Ports.Snapshots;
using Allmine.Domain.Errors;

namespace Allmine.Application.Verification;

/// <summary>
/// Holds the whole store against what it promises: all entries add up to zero; each wallet has the balance and the number of
/// its entries, which are numbered without gaps; each transfer's message and each grant has just its pair of entries, and a
/// key under which the balance is recorded that they led to; each chat's messages and changes are numbered without gaps; each message
/// is what its changes have made of it, and nothing is left of one that was deleted; each file that is kept is carried; and each record can be read. It reads as of one
/// moment, so that it can run while the service does.
/// </summary>
public sealed class StoreVerifier(IStoreSnapshots snapshots)
{
    /// <exception cref="StoreUnavailableException">The store did not answer: nothing is said about it.</exception>
    public async Task<VerificationReport> VerifyAsync(CancellationToken cancellationToken)
    {
        var report = new VerificationReport();
        await using var snapshot = await snapshots.OpenAsync(cancellationToken);
        try
        {
            await new LedgerCheck(snapshot, report).RunAsync(cancellationToken);
            await new TransferCheck(snapshot, report).RunAsync(cancellationToken);
            await new GrantCheck(snapshot, report).RunAsync(cancellationToken);
            await new RefusalCheck(snapshot, report).RunAsync(cancellationToken);
            await new ChatCheck(snapshot, report).RunAsync(cancellationToken);
            await new ChangeCheck(snapshot, report).RunAsync(cancellationToken);
            await new LifeCheck(snapshot, report).RunAsync(cancellationToken);
            await new MentionCheck(snapshot, report).RunAsync(cancellationToken);
            await new FileCheck(snapshot, report).RunAsync(cancellationToken);
        }
        catch (TooManyProblemsException)
        {
            report.IsCut = true;
        }
        catch (Exception exception) when (IsOfData(exception))
        {
            // Not of one record: the lists themselves can't be read.
            report.IsCut = true;
            report.AddLast(exception.Message);
        }

        return report;
    }

    /// <summary>What reading and reckoning end with when they come upon data that nobody has foreseen.</summary>
    private static bool IsOfData(Exception exception) => exception
        is FormatException or InvalidDataException or ArgumentException or InvalidOperationException or InvalidCastException or ArithmeticException
        or InvalidRequestException or UnreadableRecordException;
}
