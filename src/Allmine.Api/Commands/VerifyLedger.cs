using System.Globalization;
using Allmine.Application.Verification;
using Allmine.Domain.Errors;
using Allmine.Infrastructure;

namespace Allmine.Api.Commands;

/// <summary>
/// <c>verify-ledger</c>: holds the whole store against what it promises, beside a service that runs or without one. It takes
/// the settings of the service, and changes nothing.
/// </summary>
internal static class VerifyLedger
{
    public const string Name = "verify-ledger";

    /// <param name="args">What follows the command's name: settings, as the service takes them.</param>
    /// <param name="output">Gets what was counted.</param>
    /// <param name="errors">Gets what is wrong.</param>
    /// <returns>The exit code: 0 if all is well.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors)
    {
        // Put together as the service is, and never started: nothing listens, and nobody else is kept from the store.
        await using var app = AllmineApplication.Build(args);
        try
        {
            var report = await app.Services.GetRequiredService<StoreVerifier>().VerifyAsync(CancellationToken.None);
            await output.WriteLineAsync(CountsOf(report));
            foreach (var fault in report.Problems)
                await errors.WriteLineAsync($"WRONG: {fault}");
            if (report.IsCut)
                await errors.WriteLineAsync("Not everything was read: there may be more.");
            if (!report.IsSound)
                return 1;
        }
        catch (StoreUnavailableException)
        {
            await errors.WriteLineAsync("The ledger is not verified: the store did not answer. Try again when it does.");
            return 1;
        }
        catch (Exception exception) when (exception is not StoreSetupException)
        {
            // Whatever the store's driver comes upon. Its sentence may have more than one line.
            await errors.WriteLineAsync($"The ledger is not verified: {exception.Message.ReplaceLineEndings(" ")}");
            return 1;
        }

        await output.WriteLineAsync("All is well: all entries add up to 0, each wallet has the balance of its entries, each transfer and grant its pair of them and its key, no number is missing, and nothing is left of deleted messages.");
        return 0;
    }

    private static string CountsOf(VerificationReport report) => string.Create(
        CultureInfo.InvariantCulture,
        $"Counted: ledger entries {report.Entries}, wallets {report.Wallets}, transfers {report.Transfers}, grants {report.Grants}, keys {report.Keys}, chats {report.Chats}, messages {report.Messages}, alterations {report.Alterations}.");
}
