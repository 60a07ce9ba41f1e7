using Allmine.Application.GroupCommit;
using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Messages;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Microsoft.Extensions.Logging.Abstractions;

namespace Allmine.Stores.Tests.Contracts.Store;

/// <summary>Two engines on one store, as two nodes have it: what each believes is out of date all the time.</summary>
public abstract class GroupCommitContract(IStoreFixture store) : StoreContract(store)
{
    private const int TasksOfEach = 16;
    private const int SendsOfEach = 20;

    [SkippableFact]
    public async Task Expect_WhenFiftyComeAtOnceOverTwoNodes_ThenOneIsCommitted()
    {
        var chat = await AddDirectChatAsync();
        await SendAsync(chat.Id, 3);
        GroupCommitEngine[] nodes = [NewEngine(), NewEngine()];
        foreach (var node in nodes)
            await Assert.ThrowsAsync<RefusedException>(() => node.CommitAsync(Expecting(chat, 7)));

        var sends = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => Record.ExceptionAsync(() => nodes[i % 2].CommitAsync(Expecting(chat, 3))))));

        Assert.Single(sends, refusal => refusal is null);
        Assert.All(sends.OfType<Exception>(), refusal => Assert.Equal(("chat.moved", 4L), (Assert.IsType<RefusedException>(refusal).Code.Value, (long)((RefusedException)refusal).Errors[0].Details[0])));
        Assert.Equal(4, (await FindChatAsync(chat.Id)).LastSequence);
    }

    private SendIntent Expecting(Chat chat, long lastSequence) =>
        new(NewId<Message>(), chat.Members[0].UserId, chat.Id, null, new TextDraft(MessageText.From("x"))) { ExpectedSequence = lastSequence };

    private GroupCommitEngine NewEngine() => new(
        Store.CommitStore, Store.Ids, TimeProvider.System, NullLogger<GroupCommitEngine>.Instance, new GroupCommitOptions { Deadline = TimeSpan.FromMinutes(1) });

    [SkippableFact]
    public async Task Commit_WhenTwoNodesSendToTheSameChatsAtOnce_ThenNumbersHaveNoGapsAndNoDoubles()
    {
        var (one, other) = (NewId<User>(), NewId<User>());
        foreach (var id in new[] { one, other })
            await Store.Users.PutAsync(new User(id, Username.From("somebody"), null), None);
        var direct = await AddDirectChatAsync();
        var group = Chat.Group(NewId<Chat>(), "Group", [NewId<User>(), NewId<User>(), NewId<User>()], Noon);
        await Store.Chats.AddAsync(group, None);

        // The third chat is not there yet: both nodes create it at once, each for one of its users.
        Func<int, SendIntent>[] targets =
        [
            i => To(direct.Id, direct.Members[i % 2].UserId),
            i => To(group.Id, group.Members[i % 3].UserId),
            i => i % 2 == 0 ? ToUser(one, other) : ToUser(other, one),
        ];
        GroupCommitEngine[] nodes = [NewNode(), NewNode()];
        var receipts = await Task.WhenAll(
            from node in nodes
            from task in Enumerable.Range(0, TasksOfEach)
            select Task.Run(async () =>
            {
                var own = new List<CommittedSend>();
                for (var i = 0; i < SendsOfEach; i++)
                    own.Add(await node.CommitAsync(targets[(task + i) % targets.Length](task)));
                return own;
            }));

        var sent = receipts.SelectMany(own => own).Select(receipt => receipt.Message).ToList();
        Assert.Equal(2 * TasksOfEach * SendsOfEach, sent.Count);
        var chats = sent.GroupBy(message => message.ChatId).ToList();
        Assert.Equal(targets.Length, chats.Count);
        foreach (var chat in chats)
        {
            var stored = await Store.Messages.PageAsync(chat.Key, new HistoryWindow(null, 0, int.MaxValue), None);
            Assert.Equal(Enumerable.Range(1, chat.Count()).Select(number => (long)number), stored.Select(message => message.Sequence));
            foreach (var (receipt, message) in chat.OrderBy(message => message.Sequence).Zip(stored))
                ShouldBe.Same(receipt, message);
            Assert.Equal(chat.Count(), (await FindChatAsync(chat.Key)).LastSequence);
        }
    }

    [SkippableFact]
    public async Task Commit_WhenOneKeyIsUsedFiftyTimesAtOnceOnTwoNodes_ThenOneMessage()
    {
        var chat = await AddDirectChatAsync();
        var sender = chat.Members[0].UserId;
        GroupCommitEngine[] nodes = [NewNode(), NewNode()];

        var receipts = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => nodes[i % 2].CommitAsync(
            To(chat.Id, sender) with { Key = new IdempotencyKey(sender, "k"), Fingerprint = Fingerprint.Of("text", "Merhaba") }))));

        var message = Assert.Single(await Store.Messages.PageAsync(chat.Id, new HistoryWindow(null, 0, 100), None));
        Assert.All(receipts, receipt => ShouldBe.Same(message.GetReadable(), receipt.Message));
        Assert.Single(receipts, receipt => !receipt.Replayed);
    }

    /// <summary>The engine of a node of its own, with a memory of its own.</summary>
    internal static GroupCommitEngine NewNode(IStoreFixture store) => new(
        store.CommitStore, store.Ids, TimeProvider.System, NullLogger<GroupCommitEngine>.Instance,
        // The machine that tests may be slow; how long a send waits is not what is tested here.
        new GroupCommitOptions { Deadline = TimeSpan.FromMinutes(1) });

    internal static SendIntent To(Id<Message> id, Id<Chat> chat, Id<User> sender) =>
        new(id, sender, chat, null, new TextDraft(MessageText.From("Merhaba")));

    private GroupCommitEngine NewNode() => NewNode(Store);

    private SendIntent To(Id<Chat> chat, Id<User> sender) => To(NewId<Message>(), chat, sender);

    private SendIntent ToUser(Id<User> sender, Id<User> target) =>
        new(NewId<Message>(), sender, null, target, new TextDraft(MessageText.From("Merhaba")));
}
