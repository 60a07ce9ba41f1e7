using Allmine.Application.GroupCommit;
using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.GroupCommit.Locks;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Store;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Microsoft.Extensions.Logging.Abstractions;

namespace Allmine.Application.Tests.GroupCommit;

/// <summary>A kind of write that the service does not have, made of one class: the engine, its queue and its loader take it as it is.</summary>
public sealed class NewKindOfWriteTests
{
    private readonly InMemoryStore store = Samples.Fill(new InMemoryStore());

    [Fact]
    public async Task Commit_WhenTheKindIsNew_ThenAllOfItIsWrittenInOneRound()
    {
        var engine = Engine();
        await engine.CommitAsync(Samples.Grant(Samples.Ada, 10, "g"));
        var commits = store.Commits;

        var receipt = await engine.CommitAsync(Tip("k"));

        Assert.Equal((1, 3), (store.Commits - commits, receipt.Left));
        Assert.Equal(["Thank you!"], store.Messages.Where(message => message.ChatId == Samples.Team).Select(message => message.Content));
        Assert.Equal(7, store.Wallets.Single(wallet => wallet.Owner == Samples.Bob).Balance);
        Assert.False(receipt.Replayed);
    }

    [Fact]
    public async Task Commit_WhenTheKeyOfANewKindComesAgain_ThenItReplaysWhatItRecorded()
    {
        var engine = Engine();
        await engine.CommitAsync(Samples.Grant(Samples.Ada, 10, "g"));
        var first = await engine.CommitAsync(Tip("k"));

        var second = await engine.CommitAsync(Tip("k"));

        Assert.Equal(first with { Replayed = true }, second);
        Assert.Single(store.Messages);
    }

    [Fact]
    public async Task Commit_WhenANewKindLacksCredits_ThenNothingIsWrittenAndTheKeyIsRefusedForGood()
    {
        var engine = Engine();

        var refused = await Assert.ThrowsAsync<RefusedException>(() => engine.CommitAsync(Tip("k")));
        await engine.CommitAsync(Samples.Grant(Samples.Ada, 10, "g"));
        var again = await Assert.ThrowsAsync<RefusedException>(() => engine.CommitAsync(Tip("k")));

        Assert.Equal((ErrorCode.InsufficientCredits, false), (refused.Code, refused.Replayed));
        Assert.Equal((ErrorCode.InsufficientCredits, true), (again.Code, again.Replayed));
        Assert.Empty(store.Messages);
    }

    [Fact]
    public async Task DryRun_WhenTheKindIsNew_ThenItIsDecidedAndNothingIsWritten()
    {
        var engine = Engine();
        await engine.CommitAsync(Samples.Grant(Samples.Ada, 10, "g"));

        Assert.Equal(3, (await engine.DryRunAsync(Tip("k"), default)).Left);
        Assert.Empty(store.Messages);
    }

    private static TipIntent Tip(string key) =>
        new(Samples.NewMessageId(), Samples.Team, Samples.Ada, Samples.Bob, 7, new IdempotencyKey(Samples.Ada, key), Fingerprint.Of("tip", "7"));

    private GroupCommitEngine Engine() =>
        new(store, new CountingIds(), TimeProvider.System, NullLogger<GroupCommitEngine>.Instance, new GroupCommitOptions());

    /// <summary>Words to a chat, and credits to one of its members for which there is no message of their own.</summary>
    private sealed record TipIntent(
        Id<Message> MessageId, Id<Chat> ChatId, Id<User> Sender, Id<User> Recipient, long Amount, IdempotencyKey? Key, Fingerprint? Fingerprint)
        : Intent<TipReceipt>(Key, Fingerprint)
    {
        public override int Weight => 1;

        internal override ChatAddress? Chat => new ChatAddress(ChatId, Pair: null);

        internal override IEnumerable<LockKey> Locks(Func<Id<Chat>, DirectPair?>? pairOf) =>
            [LockKey.OfChat(Chat!.Value), LockKey.OfWallet(Sender), LockKey.OfWallet(Recipient)];

        internal override bool IsAdmittedBy(Chat cached) => cached.ObjectionTo(Sender, Recipient) is null;

        internal override void AddTo(LoadRequest request, Chat? cached)
        {
            if (cached is null)
                request.Chats.Add(ChatId);
        }

        internal override CreditFlow? FlowIn(RoundState state) => new CreditFlow(Sender, Recipient, Amount);

        internal override TipReceipt Decide(RoundDecider round)
        {
            var chat = round.FindChat(ChatId);
            chat.Admit(Sender, Recipient);
            var header = new MessageHeader(MessageId, ChatId, chat.NextSequence, Sender, chat.TimeOfNext(round.Now));
            var movement = CreditMovement.By(Message.CreditTransfer(header, new CreditTransfer(Amount, Recipient), null));
            var left = round.Post(movement).Debit.BalanceAfter;
            var message = Message.Text(header, MessageText.From("Thank you!"));
            round.Append(message, chat);
            round.Record(this, (key, fingerprint) => IdempotencyRecord.OfMessage(key, fingerprint, message, left));
            return new TipReceipt(message.Sequence, left, Replayed: false);
        }

        internal override TipReceipt Replay(IdempotencyRecord record) => new(record.Message!.Sequence, record.Balance!.Value, Replayed: true);
    }

    private sealed record TipReceipt(long Sequence, long Left, bool Replayed);
}
