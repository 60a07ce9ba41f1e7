using Allmine.Application.GroupCommit;
using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.Ports.Store;

namespace Allmine.Application.Messages.SendBatch;

/// <summary>Puts the sends of a batch together by their chats: those of one chat keep their order, those of others need not wait for them.</summary>
internal sealed class BatchUnits(GroupCommitEngine engine, ICommitStore store)
{
    /// <returns>The places of the sends of each chat, in their order.</returns>
    public async Task<IReadOnlyList<List<int>>> OfAsync(IReadOnlyList<(int Place, MessageIntent Send)> sends, CancellationToken cancellationToken)
    {
        var addresses = sends.Select(send => engine.Resolve(send.Send.Chat!.Value)).ToList();
        // A chat that is named by its two users may be one that is named by its identifier, too: the store knows.
        var pairs = addresses.Exists(address => address.Id is not null) ? addresses.Select(address => address.Pair).OfType<Domain.Chats.DirectPair>().ToHashSet() : [];
        if (pairs.Count > 0)
        {
            var needs = new LoadRequest();
            needs.Pairs.UnionWith(pairs);
            var state = await store.LoadAsync(needs, cancellationToken);
            addresses = addresses.ConvertAll(address => address.Pair is { } pair && state.Find(pair) is { } chat ? new ChatAddress(chat.Id, null) : address);
        }

        return [.. sends.Zip(addresses).GroupBy(send => send.Second, send => send.First.Place).Select(unit => unit.ToList())];
    }
}
