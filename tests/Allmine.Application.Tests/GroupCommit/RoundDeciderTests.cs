using Allmine.Application.GroupCommit;
using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Store;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;

namespace Allmine.Application.Tests.GroupCommit;

/// <summary>The decisions of a round: plain code over what is known, without a store.</summary>
public sealed class RoundDeciderTests
{
    private readonly RoundState state = new();

    public RoundDeciderTests()
    {
        state.Add(Chat.Group(Samples.Team, "Team", [Samples.Ada, Samples.Bob, Samples.Cem], Samples.Noon));
        state.Users.Add(Samples.Eve);
    }

    [Fact]
    public void Decide_WhenSendsFollowOneAnother_ThenTheirNumbersDo()
    {
        var round = NewRound();

        var receipts = new[] { Samples.Ada, Samples.Bob, Samples.Ada }.Select(sender => round.Decide(Samples.To(Samples.Team, sender)).Receipt!).ToList();

        Assert.Equal([1, 2, 3], receipts.Select(receipt => receipt.Message.Sequence));
        Assert.Equal(receipts.Select(receipt => receipt.Message), round.Changes.Messages);
        var change = Assert.Single(round.Changes.Chats);
        Assert.Equal((false, 0L, 3L), (change.IsNew, change.BaseSequence, change.Chat.LastSequence));
        Assert.Equal([Samples.Ada, Samples.Bob], change.Senders);
        Assert.False(round.Changes.IsEmpty);
    }

    [Fact]
    public void Decide_WhenTheClockIsBehindTheChat_ThenTimeDoesNotGoBack()
    {
        var round = NewRound(Samples.Noon.AddMinutes(-1));

        Assert.Equal(Samples.Noon, round.Decide(Samples.To(Samples.Team, Samples.Ada)).Receipt!.Message.CreatedAt);
    }

    [Fact]
    public void Decide_WhenRefused_ThenNothingChanges()
    {
        var round = NewRound();
        var missingFile = Samples.ToPerson(Samples.Eve, Samples.Ada, key: "k") with { Draft = new TextDraft(MessageText.From("Hello")) { File = "none.jpg" } };

        Assert.Equal("chat.not_a_member", CodeOf(round.Decide(Samples.To(Samples.Team, Samples.Eve, key: "k"))));
        Assert.Equal("chat.not_found", CodeOf(round.Decide(Samples.To(Samples.NoChat, Samples.Ada, key: "k"))));
        Assert.Equal("user.not_found", CodeOf(round.Decide(Samples.ToPerson(Samples.Nobody, Samples.Ada, key: "k"))));
        Assert.Equal("media.not_found", CodeOf(round.Decide(missingFile)));

        Assert.True(round.Changes.IsEmpty);
        Assert.Empty(round.Changes.Chats);
        Assert.Empty(round.Changes.IdempotencyRecords);
        Assert.Equal(0, Assert.Single(state.Chats).LastSequence);
        Assert.Equal("validation.targetUserId.not_a_member", CodeOf(round.Decide(
            Samples.To(Samples.Team, Samples.Ada) with { TargetUserId = Samples.Eve })));
        Assert.Equal(1, round.Decide(Samples.To(Samples.Team, Samples.Ada)).Receipt!.Message.Sequence);
    }

    [Fact]
    public void Decide_WhenTwoBeginADirectChat_ThenItIsMadeOnceInTheSameRound()
    {
        state.Users.Add(Samples.Ada);
        var round = NewRound();

        var first = round.Decide(Samples.ToPerson(Samples.Eve, Samples.Ada)).Receipt!.Message;
        var second = round.Decide(Samples.ToPerson(Samples.Ada, Samples.Eve)).Receipt!.Message;

        var change = Assert.Single(round.Changes.Chats);
        Assert.True(change.IsNew);
        Assert.Equal(DirectPair.Of(Samples.Ada, Samples.Eve), change.Chat.Pair);
        Assert.Equal((change.Chat.Id, 1L), (first.ChatId, first.Sequence));
        Assert.Equal((change.Chat.Id, 2L), (second.ChatId, second.Sequence));
    }

    [Fact]
    public void Decide_WhenADirectChatIsThere_ThenItIsUsedWithoutAskingForTheUser()
    {
        var direct = Chat.Direct(Samples.Two, Samples.Ada, Samples.Bob, Samples.Noon);
        state.Add(direct);

        Assert.Equal(direct.Id, NewRound().Decide(Samples.ToPerson(Samples.Ada, Samples.Bob)).Receipt!.Message.ChatId);
    }

    [Fact]
    public void Decide_WhenAFileIsNamed_ThenTheMessageHoldsItsContent()
    {
        var photo = Samples.PhotoOf(Samples.Ada);
        state.Files.Add(new FileReference(Samples.Ada, "photo.jpg"), photo);
        var draft = new TextDraft(MessageText.From("Look")) { File = "photo.jpg" };
        var round = NewRound();

        Assert.Same(photo.Content, round.Decide(Samples.To(Samples.Team, Samples.Ada) with { Draft = draft }).Receipt!.Message.Media);
        Assert.Equal("media.not_found", CodeOf(round.Decide(Samples.To(Samples.Team, Samples.Bob) with { Draft = draft })));
    }

    [Theory]
    [InlineData(FileState.Staged, true)]
    [InlineData(FileState.Bound, false)]
    public void Decide_WhenAFileIsNamed_ThenItIsBoundUnlessItIsAlready(FileState fileState, bool isBound)
    {
        var photo = Samples.PhotoOf(Samples.Ada) with { State = fileState };
        state.Files.Add(new FileReference(Samples.Ada, "photo.jpg"), photo);
        var intent = Samples.To(Samples.Team, Samples.Ada) with { Draft = new MediaDraft(null) { File = "photo.jpg" } };
        var round = NewRound();

        round.Decide(intent);
        round.Decide(intent);

        Assert.Equal(2, round.Changes.Messages.Count);
        Assert.Equal(isBound ? [photo.Id] : [], round.Changes.BoundFiles);
    }

    [Fact]
    public void Decide_WhenAFileComesWithTheSend_ThenTheMessageHoldsItAndItIsBound()
    {
        var photo = Samples.PhotoOf(Samples.Ada) with { State = FileState.Pending };
        var round = NewRound();

        var message = round.Decide(Samples.To(Samples.Team, Samples.Ada) with { Draft = new MediaDraft("Look") { Upload = photo } }).Receipt!.Message;

        Assert.Equal((MessageKind.Media, "Look"), (message.Kind, message.Content));
        Assert.Same(photo.Content, message.Media);
        Assert.Equal([photo.Id], round.Changes.BoundFiles);
    }

    [Fact]
    public void Decide_WhenTheSendIsRefusedOrReplayed_ThenItsUploadIsNotBound()
    {
        var first = Samples.PhotoOf(Samples.Ada) with { State = FileState.Pending };
        var second = Samples.PhotoOf(Samples.Ada, "64d15f9e2e6c8f4d5a00f11f") with { State = FileState.Pending };
        var keyed = Samples.To(Samples.Team, Samples.Ada, key: "k");
        var round = NewRound();

        Assert.Equal("chat.not_a_member", CodeOf(round.Decide(
            Samples.To(Samples.Team, Samples.Eve) with { Draft = new MediaDraft(null) { Upload = second } })));
        Assert.Empty(round.Changes.BoundFiles);
        round.Decide(keyed with { Draft = new MediaDraft(null) { Upload = first } });
        Assert.True(round.Decide(keyed with { Draft = new MediaDraft(null) { Upload = second } }).Receipt!.Replayed);

        Assert.Equal([first.Id], round.Changes.BoundFiles);
    }

    [Fact]
    public void Decide_WhenAKeyComesTwice_ThenThereIsOneMessageAndAReplay()
    {
        var round = NewRound();

        var first = round.Decide(Samples.To(Samples.Team, Samples.Ada, key: "k")).Receipt!;
        var second = round.Decide(Samples.To(Samples.Team, Samples.Ada, key: "k")).Receipt!;

        Assert.False(first.Replayed);
        Assert.True(second.Replayed);
        Assert.Same(first.Message, second.Message);
        Assert.Single(round.Changes.Messages);
        Assert.Same(first.Message, Assert.Single(round.Changes.IdempotencyRecords).Message);
    }

    [Fact]
    public void Decide_WhenTheKeyWasUsedBefore_ThenReplaysEvenToWhoIsNoMemberAnyMore()
    {
        var intent = Samples.To(Samples.Team, Samples.Eve, key: "k");
        var message = Message.Text(new MessageHeader(default, Samples.Team, 1, Samples.Eve, Samples.Noon), MessageText.From("Hello"));
        state.IdempotencyRecords.Add(intent.Key!.Value, IdempotencyRecord.OfMessage(intent.Key.Value, intent.Fingerprint!, message));
        var round = NewRound();

        Assert.Equal(new CommittedSend(message, Replayed: true), round.Decide(intent).Receipt);
        Assert.Equal("idempotency.key_reused", CodeOf(round.Decide(Samples.To(Samples.Team, Samples.Eve, "Something else", "k"))));
        Assert.True(round.Changes.IsEmpty);
    }

    [Fact]
    public void Decide_WhenAnotherUserHasTheSameKey_ThenItIsAnotherKey()
    {
        var round = NewRound();
        round.Decide(Samples.To(Samples.Team, Samples.Ada, key: "k"));

        Assert.False(round.Decide(Samples.To(Samples.Team, Samples.Bob, key: "k")).Receipt!.Replayed);
        Assert.Equal(2, round.Changes.IdempotencyRecords.Count);
    }

    [Fact]
    public void Decide_WhenAKeyedSendIsRefused_ThenNothingIsRecordedUnderTheKey()
    {
        var round = NewRound();
        round.Decide(Samples.To(Samples.NoChat, Samples.Ada, key: "k"));

        Assert.False(round.Decide(Samples.To(Samples.Team, Samples.Ada, key: "k")).Receipt!.Replayed);
    }

    private static string? CodeOf<TReceipt>(Decision<TReceipt> decision)
        where TReceipt : class
    {
        Assert.Null(decision.Receipt);
        return Assert.IsType<AllmineException>(decision.Refusal, exactMatch: false).Errors[0].Name;
    }

    private RoundDecider NewRound(DateTime? now = null) => new(state, new CountingIds(), now ?? Samples.Noon.AddMinutes(1));
}
