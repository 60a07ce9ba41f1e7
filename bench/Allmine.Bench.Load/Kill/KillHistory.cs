using System.Collections.Concurrent;

namespace Allmine.Bench.Load.Kill;

/// <summary>What all rounds together have sent, and what the chats show of it.</summary>
internal sealed class KillHistory(DirectChat[] chats)
{
    private readonly List<Acknowledged> acknowledged = [];
    private readonly Dictionary<string, SendState> sends = [];
    private readonly HashSet<string> faults = [];

    public IReadOnlyCollection<string> Faults => faults;

    public void Add(KillRound round)
    {
        acknowledged.AddRange(round.Acknowledged);
        foreach (var (content, state) in round.Sends)
            sends[content] = state;
        faults.UnionWith(round.Faults.Select(fault => $"kill {round.Run}: {fault}"));
    }

    /// <summary>Reads every chat from its first message on and looks for everything that was ever sent.</summary>
    /// <returns>The number of messages, and how many of them are there although their sender got no answer.</returns>
    public async Task<(int Messages, int Unanswered)> CheckAsync(HistoryReader reader, CancellationToken cancellationToken)
    {
        var histories = new ConcurrentDictionary<int, List<HistoryItem>>();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, chats.Length),
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken },
            async (chat, token) => histories[chat] = await reader.ReadAsync(chats[chat], token));

        var expected = acknowledged.ToLookup(message => message.Chat);
        var found = new Dictionary<string, int>();
        foreach (var (chat, history) in histories)
        {
            faults.UnionWith(Verification.Faults(chats[chat].Id, expected[chat], history));
            foreach (var item in history.Where(item => item.Content != Preparation.FirstText))
            {
                if (!sends.TryGetValue(item.Content!, out var state) || state.Send.Chat != chat)
                    faults.Add($"nobody sent \"{item.Content}\" to chat {chats[chat].Id}");
                else if (state.Fate == SendFate.Refused)
                    faults.Add($"\"{item.Content}\" was refused and is there");
                else if (!found.TryAdd(item.Content!, chat))
                    faults.Add($"\"{item.Content}\" is there twice");
            }
        }

        foreach (var (content, _) in sends.Where(send => send.Value.Fate == SendFate.Sent && !found.ContainsKey(send.Key)))
            faults.Add($"\"{content}\" was acknowledged and is nowhere");
        return (histories.Sum(history => history.Value.Count), found.Keys.Count(content => sends[content].Fate == SendFate.Unanswered));
    }
}
