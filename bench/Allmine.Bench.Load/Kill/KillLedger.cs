using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Allmine.Bench.Load.Suite;

namespace Allmine.Bench.Load.Kill;

/// <summary>
/// The books of the storm: every key of a transfer is asked for its outcome, and what the committed ones add up to must be
/// what the wallets hold, and what <c>verify-ledger</c> counts.
/// </summary>
internal sealed class KillLedger(DirectChat[] chats, TokenIssuer tokens)
{
    private static readonly int AtOnce = 16;

    private readonly Dictionary<string, SendState> transfers = [];
    private readonly ConcurrentDictionary<string, bool> committed = [];
    private readonly ConcurrentDictionary<string, byte> faults = [];

    public IReadOnlyCollection<string> Faults => [.. faults.Keys];

    public int Keys => transfers.Count;

    public int Committed => committed.Count(key => key.Value);

    /// <summary>Asks for the outcome of each transfer of the round, and looks into all wallets.</summary>
    public async Task CheckAsync(Uri url, KillRound round, CancellationToken cancellationToken)
    {
        var ofRound = round.Sends.Values.Where(state => state.Send.Kind == SendKind.Transfer).ToArray();
        foreach (var state in ofRound)
            transfers.Add(state.Send.Tag, state);
        await CheckAsync(url, ofRound, cancellationToken);
    }

    /// <summary>Asks for the outcome of each transfer of the whole storm once more, and looks into all wallets.</summary>
    public Task CheckAllAsync(Uri url, CancellationToken cancellationToken) => CheckAsync(url, [.. transfers.Values], cancellationToken);

    /// <summary>Runs the command, and compares what it counts with the committed keys.</summary>
    public async Task VerifyAsync(LedgerCommand command, CancellationToken cancellationToken)
    {
        var (counted, fault) = await command.RunAsync(cancellationToken);
        if (fault is not null)
            Add($"verify-ledger: {fault}");
        else if (counted != Committed)
            Add($"verify-ledger counts {counted} transfers, and {Committed} keys are committed");
    }

    public void Add(string fault) => faults.TryAdd(fault, 0);

    private async Task CheckAsync(Uri url, SendState[] sends, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromSeconds(30) };
        var atOnce = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(sends, atOnce, async (state, token) => await CheckOutcomeAsync(http, state, token));
        var balances = ExpectedBalances();
        await Parallel.ForEachAsync(balances, atOnce, async (expected, token) =>
        {
            var balance = (await ReadAsync(http, "/api/v2/users/me/credits", expected.Key, key: null, token)).GetProperty("balance").GetInt64();
            if (balance != expected.Value)
                Add($"user {expected.Key} has {balance} credits; the committed keys lead to {expected.Value}");
        });
    }

    private async Task CheckOutcomeAsync(HttpClient http, SendState state, CancellationToken cancellationToken)
    {
        var send = state.Send;
        var chat = chats[send.Chat];
        var outcome = await ReadAsync(http, "/api/v2/messages/outcome", chat.Member(send.Member), send.Tag, cancellationToken);
        var expected = state.Fate switch
        {
            SendFate.Sent => "committed",
            SendFate.Refused => "refused",
            _ => "an answer that did not come, not even to a repetition",
        };
        if (outcome.GetProperty("status").GetString() != expected)
        {
            Add($"key {send.Tag} is {outcome.GetProperty("status")}, and was answered as {expected}");
            return;
        }

        committed[send.Tag] = state.Fate == SendFate.Sent;
        var isRight = state.Fate == SendFate.Sent
            ? IsMessageOf(outcome.GetProperty("message"), send, chat)
            : outcome.GetProperty("error").GetProperty("codes")[0].GetString() == "credits.insufficient";
        if (!isRight)
            Add($"key {send.Tag} has another outcome than its own: {outcome}");
    }

    private static bool IsMessageOf(JsonElement message, KillSend send, DirectChat chat)
    {
        var transfer = message.GetProperty("creditTransfer");
        return message.GetProperty("content").GetString() == send.Content
            && message.GetProperty("chatId").GetString() == chat.Id
            && transfer.GetProperty("amount").GetInt64() == KillSend.Credits
            && transfer.GetProperty("senderId").GetString() == chat.Member(send.Member)
            && transfer.GetProperty("recipientId").GetString() == chat.Member(1 - send.Member);
    }

    private Dictionary<string, long> ExpectedBalances()
    {
        var balances = chats.SelectMany(chat => new[] { chat.First, chat.Second }).Distinct().ToDictionary(user => user, _ => KillSend.Granted);
        foreach (var key in committed.Where(key => key.Value))
        {
            var send = transfers[key.Key].Send;
            balances[chats[send.Chat].Member(send.Member)] -= KillSend.Credits;
            balances[chats[send.Chat].Member(1 - send.Member)] += KillSend.Credits;
        }

        return balances;
    }

    private async Task<JsonElement> ReadAsync(HttpClient http, string path, string user, string? key, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Issue(user));
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        using var response = await http.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new BenchException($"GET {path} answered {(int)response.StatusCode}.");
        return await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }
}
