using System.Collections.Concurrent;

namespace Allmine.Bench.Load;

/// <summary>
/// Compares what was acknowledged with what the service's history shows: every acknowledged message is there under its
/// number, the numbers run 1, 2, 3 … without gaps, and no message is there twice.
/// </summary>
internal sealed class Verification(Uri url, TokenIssuer tokens, DirectChat[] chats)
{
    /// <summary>Reads the histories of <paramref name="sample"/> of the touched chats, or of all for 0.</summary>
    /// <returns>The chats and messages looked at, and what is wrong with them.</returns>
    public async Task<VerificationResult> RunAsync(
        IEnumerable<Acknowledged> acknowledged, int sample, CancellationToken cancellationToken)
    {
        var touched = acknowledged.GroupBy(message => message.Chat).ToArray();
        if (sample > 0 && sample < touched.Length)
        {
            new Random(1).Shuffle(touched);
            touched = touched[..sample];
        }

        using var reader = new HistoryReader(url, tokens);
        var faults = new ConcurrentQueue<string>();
        var messages = 0;
        await Parallel.ForEachAsync(
            touched,
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken },
            async (chat, token) =>
            {
                var history = await reader.ReadAsync(chats[chat.Key], token);
                Interlocked.Add(ref messages, history.Count);
                foreach (var fault in Faults(chats[chat.Key].Id, chat, history))
                    faults.Enqueue(fault);
            });
        return new VerificationResult(touched.Length, messages, [.. faults]);
    }

    /// <summary>What is wrong with a chat's history, given what was acknowledged of it.</summary>
    public static IEnumerable<string> Faults(string chatId, IEnumerable<Acknowledged> acknowledged, List<HistoryItem> history)
    {
        for (var i = 0; i < history.Count; i++)
        {
            if (history[i].Sequence != i + 1)
            {
                yield return $"chat {chatId}: number {i + 1} is missing, {history[i].Sequence} is in its place";
                yield break;
            }
        }

        var ids = new HashSet<UInt128>();
        foreach (var item in history.Where(item => !ids.Add(item.Id)))
            yield return $"chat {chatId}: message {item.Id:x24} is there twice";

        foreach (var message in acknowledged)
        {
            if (message.Sequence < 1 || message.Sequence > history.Count)
                yield return $"chat {chatId}: number {message.Sequence} was acknowledged and is not there";
            else if (history[(int)message.Sequence - 1].Id != message.Id)
                yield return $"chat {chatId}: number {message.Sequence} is not the message that was acknowledged";
        }
    }
}
