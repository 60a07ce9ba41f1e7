using Allmine.Application.Authorization;
using Allmine.Application.Chats.GetChanges;
using Allmine.Application.Paging;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using MediatR;

namespace Allmine.Application.Chats.Sync;

internal sealed class SyncHandler(CallerAuthority caller, IChatRepository chats, ICommitStore store, ChangesReader changes, ChatViewComposer views)
    : IRequestHandler<SyncCommand, SyncResult>
{
    public async Task<SyncResult> Handle(SyncCommand command, CancellationToken cancellationToken)
    {
        var viewer = await caller.FindAsync(cancellationToken);
        var asked = command.Chats!.Select(chat => (Id: Id<Chat>.Parse(chat.Key), After: chat.Value)).ToList();
        var found = (await chats.FindAllAsync([.. asked.Select(chat => chat.Id)], cancellationToken)).ToDictionary(chat => chat.Id);
        await EnsureReadableAsync([.. asked.Select(chat => chat.Id).Where(id => !found.ContainsKey(id))], cancellationToken);
        var own = found.Values.Where(viewer.Reader.MayRead).ToDictionary(chat => chat.Id);
        var mentions = await views.UnreadMentionsAsync([.. own.Values], viewer.UserId, cancellationToken);

        var room = new PageRoom(SyncCommand.MaxItems);
        var synced = new List<SyncedChat>();
        foreach (var (id, after) in asked)
        {
            if (own.TryGetValue(id, out var chat))
                synced.Add(await SyncAsync(chat, after));
        }

        return new SyncResult(synced, [.. asked.Select(chat => chat.Id).Where(id => !own.ContainsKey(id))]);

        async Task<SyncedChat> SyncAsync(Chat chat, long after) => new(
            chat.Id, await changes.ReadAsync(chat, viewer.Reader, after, room, cancellationToken), ChatViewComposer.UnreadOf(chat, viewer.UserId), mentions.GetValueOrDefault(chat.Id));
    }

    /// <summary>A chat that can't be read is not one that is gone: whoever holds it would let go of it.</summary>
    /// <exception cref="UnreadableRecordException">One of them is there.</exception>
    private async Task EnsureReadableAsync(IReadOnlyList<Id<Chat>> missing, CancellationToken cancellationToken)
    {
        if (missing.Count == 0)
            return;
        var needs = new LoadRequest();
        needs.Chats.UnionWith(missing);
        var state = await store.LoadAsync(needs, cancellationToken);
        foreach (var id in missing)
            state.EnsureReadable(id);
    }
}
