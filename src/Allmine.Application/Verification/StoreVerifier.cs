using Allmine.Application.Abstractions;
using Allmine.Domain.Errors;

namespace Allmine.Application.Verification;

/// <summary>
/// Holds the whole store against what it promises: all entries add up to zero; each wallet has the balance and the number of
/// its entries, which are numbered without gaps; each transfer's message and each grant has just its pair of entries; each
/// chat's messages are numbered without gaps. It reads as of one moment, so that it can run while the service does.
/// </summary>
public sealed class StoreVerifier(IStoreSnapshots snapshots)
{
    /// <exception cref="StoreUnavailableException">The store did not answer: nothing is said about it.</exception>
    public async Task<StoreReport> VerifyAsync(CancellationToken cancellationToken)
    {
        var report = new StoreReport();
        await using var snapshot = await snapshots.OpenAsync(cancellationToken);
        try
        {
            await new LedgerCheck(snapshot, report).RunAsync(cancellationToken);
            await new PairCheck(snapshot, report).RunAsync(cancellationToken);
            await new ChatCheck(snapshot, report).RunAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is StoreFaultException or FormatException or InvalidDataException or InvalidRequestException)
        {
            // The domain itself refuses to make some things that can be stored: its faults name the rule, not the thing.
            report.Fault = exception is InvalidRequestException ? $"Something stored breaks a rule of the domain: {exception.Message}." : exception.Message;
        }

        return report;
    }
}
