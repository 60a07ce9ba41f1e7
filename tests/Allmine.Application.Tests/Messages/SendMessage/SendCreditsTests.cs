using Allmine.Application.Credits.GrantCredits;
using Allmine.Application.Messages.GetOutcome;
using Allmine.Application.Messages.SendMessage;
using Allmine.Application.Ports.Credits;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Application.Tests.Messages.SendMessage;

public sealed class SendCreditsTests : IAsyncLifetime
{
    private static readonly SendMessageCommand ToBob =
        new("credit_transfer", null, Samples.Bob.ToString(), null, null, null, new CreditTransferPart(25), "k", false);

    private readonly Service service = new();

    public Task InitializeAsync() => GrantAsync(100, "first");

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Send_WhenCovered_ThenTheCreditsGoWithTheMessage()
    {
        var result = await SendAsync(ToBob with { Content = "Kahve" });

        var message = Assert.Single(service.Store.Messages);
        Assert.Same(message, result.View.Message.Readable);
        Assert.Equal((new CreditTransfer(25, Samples.Bob), "Kahve"), (message.Transfer, message.Content));
        Assert.Equal(75, result.Balance);
        Assert.Equal((75, 25), (service.Store.Wallet(Samples.Ada).Balance, service.Store.Wallet(Samples.Bob).Balance));
    }

    /// <summary>Who acted is kept beside the user acted for, in what was moved and in what was recorded.</summary>
    [Fact]
    public async Task Send_WhenABackendActs_ThenTheLedgerAndTheKeySaySo()
    {
        await service.SendAsync(Callers.Service(Samples.Ada), ToBob);
        await SendAsync(ToBob with { IdempotencyKey = "own" });

        Assert.Equal(
            [new Actor(Samples.Backend, ActorRole.Service), new Actor(Samples.Backend, ActorRole.Service), new Actor(Samples.Ada, ActorRole.Person)],
            (await service.Store.LedgerRepository.PageAsync(Samples.Ada, new LedgerWindow(null, null, 10), default)).Select(entry => entry.Entry!.Actor!.Value).Reverse());
        Assert.Equal(new Actor(Samples.Backend, ActorRole.Service), (await RecordAsync("k"))?.Actor);
        Assert.Equal(new Actor(Samples.Ada, ActorRole.Person), (await RecordAsync("own"))?.Actor);
    }

    private Task<IdempotencyRecord?> RecordAsync(string key) => service.Store.IdempotencyRepository.FindAsync(new IdempotencyKey(Samples.Ada, key), default);

    [Fact]
    public async Task Send_WhenRepeatedAfterMoreHasMoved_ThenTheAnswerIsTheFirstOne()
    {
        var first = await SendAsync(ToBob);
        await SendAsync(ToBob with { IdempotencyKey = "another" });

        var again = await SendAsync(ToBob);

        Assert.Same(first.View.Message.Readable, again.View.Message.Readable);
        Assert.Equal((75, true), (again.Balance, again.Replayed));
        Assert.Equal(50, service.Store.Wallet(Samples.Ada).Balance);
    }

    [Fact]
    public async Task Send_WhenTheChatIsDirectAndNobodyIsNamed_ThenTheOtherOneGetsThem()
    {
        var chat = (await SendAsync(ToBob)).View.Message.ChatId;

        var result = await SendAsync(ToBob with { ChatId = chat.ToString(), TargetUserId = null, IdempotencyKey = "2" });

        Assert.Equal(Samples.Bob, result.View.Message.Readable!.Transfer!.RecipientId);
        Assert.Equal(50, service.Store.Wallet(Samples.Bob).Balance);
    }

    [Fact]
    public async Task Send_WhenInAGroup_ThenTheRecipientMustBeNamed()
    {
        var toGroup = ToBob with { ChatId = Samples.Two.ToString() };

        Assert.Equal("validation.targetUserId.required", await RefusalAsync(toGroup with { TargetUserId = null }));
        Assert.Equal(Samples.Bob, (await SendAsync(toGroup)).View.Message.Readable!.Transfer!.RecipientId);
    }

    [Fact]
    public async Task Send_WhenNotCovered_ThenIsRefusedForGood()
    {
        var refused = ToBob with { CreditTransfer = new CreditTransferPart(101) };

        Assert.Equal("credits.insufficient", await RefusalAsync(refused));
        await GrantAsync(1000, "second");
        var again = await Assert.ThrowsAsync<RefusedException>(() => SendAsync(refused));

        Assert.Equal((ErrorCode.InsufficientCredits, true), (again.Code, again.Replayed));
        Assert.Equal(1100, service.Store.Wallet(Samples.Ada).Balance);
        Assert.Empty(service.Store.Messages);
        Assert.DoesNotContain(service.Store.Chats, chat => chat.Kind == ChatKind.Direct);
        Assert.Equal("idempotency.key_reused", await RefusalAsync(ToBob));
        Assert.Equal(999, (await SendAsync(refused with { IdempotencyKey = "new" })).Balance);
    }

    [Fact]
    public async Task Send_WhenTheWholeBalanceGoes_ThenIsCommitted() =>
        Assert.Equal(0, (await SendAsync(ToBob with { CreditTransfer = new CreditTransferPart(100) })).Balance);

    [Theory]
    [InlineData("validation.targetUserId.self", "64d15f9e2e6c8f4d5a111111", null)]
    [InlineData("user.not_found", "64d15f9e2e6c8f4d5a999999", null)]
    [InlineData("user.not_found", "ffffffffffffffffffffffff", null)]
    [InlineData("validation.targetUserId.not_a_member", "64d15f9e2e6c8f4d5a444444", "64d15f9e2e6c8f4d5a123457")]
    [InlineData("chat.not_found", "64d15f9e2e6c8f4d5a222222", "64d15f9e2e6c8f4d5a999999")]
    public async Task Send_WhenRefusedForAnotherReason_ThenNothingIsRecorded(string code, string target, string? chatId)
    {
        var entries = service.Store.Ledger.Count;
        var command = ToBob with { TargetUserId = target, ChatId = chatId, CreditTransfer = new CreditTransferPart(101) };

        Assert.Equal(code, await RefusalAsync(command));

        Assert.Equal(entries, service.Store.Ledger.Count);
        Assert.Empty(service.Store.Messages);
        Assert.Equal(75, (await SendAsync(ToBob)).Balance);
    }

    [Fact]
    public async Task DryRun_WhenItIsATransfer_ThenTheBalanceIsCheckedAndNothingIsWritten()
    {
        var dry = ToBob with { DryRun = true, IdempotencyKey = null };
        var (commits, entries) = (service.Store.Commits, service.Store.Ledger.Count);

        var result = await SendAsync(dry);

        Assert.Equal((75, true), (result.Balance, result.Rehearsed));
        Assert.Equal("credits.insufficient", await RefusalAsync(dry with { CreditTransfer = new CreditTransferPart(101) }));
        Assert.Equal("credits.insufficient", await RefusalAsync(dry with { CreditTransfer = new CreditTransferPart(101), IdempotencyKey = "d" }));
        Assert.Equal((commits, entries), (service.Store.Commits, service.Store.Ledger.Count));
        Assert.Equal(75, (await SendAsync(ToBob with { IdempotencyKey = "d" })).Balance);
    }

    [Fact]
    public async Task Outcome_WhenSentRefusedOrNeither_ThenTellsWhich()
    {
        await SendAsync(ToBob with { IdempotencyKey = "sent" });
        await RefusalAsync(ToBob with { IdempotencyKey = "refused", CreditTransfer = new CreditTransferPart(101) });
        await RefusalAsync(ToBob with { IdempotencyKey = "other", ChatId = Samples.NoChat.ToString() });

        Assert.Equal(25, (await OutcomeAsync("sent")).Message!.Message.Readable!.Transfer!.Amount);
        Assert.Equal(new OutcomeView(null, ErrorCode.InsufficientCredits), await OutcomeAsync("refused"));
        Assert.Equal(new OutcomeView(null), await OutcomeAsync("other"));
        // Of a grant, in the other space.
        Assert.Equal(new OutcomeView(null), await OutcomeAsync("first"));
    }

    private Task<SendMessageResult> SendAsync(SendMessageCommand command) => service.SendAsync(Callers.Person(Samples.Ada), command);

    private Task<string> RefusalAsync(SendMessageCommand command) => service.RefusalAsync(Callers.Person(Samples.Ada), command);

    private Task<OutcomeView> OutcomeAsync(string key) => service.SendAsync(Callers.Person(Samples.Ada), new GetOutcomeQuery(key));

    private Task GrantAsync(long amount, string key) => service.SendAsync(Callers.Service(), new GrantCreditsCommand(Samples.Ada.ToString(), amount, key));
}
