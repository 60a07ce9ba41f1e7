using System.Net;
using System.Text.Json;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.Credits;

public sealed class TransferTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private readonly Service service = fixture.Service;

    [Fact]
    public async Task Transfer_WhenTheBalanceCoversIt_ThenMovesTheCreditsWithTheMessage()
    {
        var (sender, recipient) = (await service.NewUserWithAsync(100), await service.NewUserAsync());
        var body = $$"""{ "type": "credit_transfer", "targetUserId": "{{recipient.UserId}}", "creditTransfer": { "amount": 25 }, "content": " for lunch " }""";

        var sent = (await sender.SendAsync(body, CreditCalls.Key("lunch"))).Expect(HttpStatusCode.Created);

        Assert.Equal("credit_transfer", sent["type"].GetString());
        Assert.Equal(" for lunch ", sent["content"].GetString());
        Assert.Equal(
            $$"""{"amount":25,"recipientId":"{{recipient.UserId}}","senderId":"{{sender.UserId}}"}""", sent["creditTransfer"].GetRawText());
        Assert.Equal(JsonValueKind.Null, sent["media"].ValueKind);
        Assert.Equal(1, sent["sequence"].GetInt64());
        Assert.Equal("75", sent.Header(CreditCalls.BalanceHeader));
        Assert.Null(sent.Header(CreditCalls.ReplayedHeader));
        Assert.Equal((75, 25), (await sender.BalanceAsync(), await recipient.BalanceAsync()));
    }

    [Fact]
    public async Task Transfer_WhenReadLater_ThenShowsTheSameToBothAndNobodysBalance()
    {
        var (sender, recipient) = (await service.NewUserWithAsync(100), await service.NewUserAsync());
        var sent = (await sender.TransferAsync(recipient, 25)).Expect(HttpStatusCode.Created);

        foreach (var reader in new[] { sender, recipient })
        {
            var read = (await reader.GetAsync(sent.Header("Location")!)).Expect(HttpStatusCode.OK);
            Assert.Equal(sent.Text, read.Text);
            Assert.Null(read.Header(CreditCalls.BalanceHeader));
            var history = (await reader.GetAsync($"/api/v2/messages/chat/{sent["chatId"]}")).Expect(HttpStatusCode.OK);
            Assert.Equal(sent.Text, Assert.Single(history["items"].EnumerateArray()).GetRawText());
            Assert.Null(history.Header(CreditCalls.BalanceHeader));
        }
    }

    [Fact]
    public async Task Transfer_WhenADirectChatIsNamed_ThenGoesToItsOtherMember()
    {
        var conversation = await service.NewConversationAsync();
        (await service.GrantAsync(conversation.Target, 10)).Expect(HttpStatusCode.Created);

        var sent = await conversation.Target.SendAsync(
            $$"""{ "type": "credit_transfer", "chatId": "{{conversation.ChatId}}", "creditTransfer": { "amount": 4 } }""", CreditCalls.Key("k"));

        Assert.Equal(conversation.Sender.UserId, sent.Expect(HttpStatusCode.Created)["creditTransfer.recipientId"].GetString());
        Assert.Equal(2, sent["sequence"].GetInt64());
        Assert.Equal((4, 6), (await conversation.Sender.BalanceAsync(), await conversation.Target.BalanceAsync()));
    }

    [Fact]
    public async Task Transfer_WhenItTakesAllCredits_ThenLeavesNone()
    {
        var (sender, recipient) = (await service.NewUserWithAsync(1), await service.NewUserAsync());

        Assert.Equal("0", (await sender.TransferAsync(recipient, 1)).Expect(HttpStatusCode.Created).Header(CreditCalls.BalanceHeader));

        (await sender.TransferAsync(recipient, 1)).ExpectError(409, "credits.insufficient");
        Assert.Equal((0, 1), (await sender.BalanceAsync(), await recipient.BalanceAsync()));
    }

    [Fact]
    public async Task Transfer_WhenOfTheGreatestAmount_ThenIsSent()
    {
        var (sender, recipient) = (await service.NewUserWithAsync(1_000_000), await service.NewUserAsync());

        (await sender.TransferAsync(recipient, 1_000_000)).Expect(HttpStatusCode.Created);

        Assert.Equal(1_000_000, await recipient.BalanceAsync());
    }

    [Fact]
    public async Task Transfer_WhenRepeatedAfterTheBalanceHasMoved_ThenIsAnsweredAsAtFirst()
    {
        var (sender, recipient) = (await service.NewUserWithAsync(100), await service.NewUserAsync());
        var first = (await sender.TransferAsync(recipient, 25, "k")).Expect(HttpStatusCode.Created);
        (await sender.TransferAsync(recipient, 30)).Expect(HttpStatusCode.Created);
        (await service.GrantAsync(sender, 500)).Expect(HttpStatusCode.Created);

        var second = (await sender.TransferAsync(recipient, 25, "k")).Expect(HttpStatusCode.Created);

        Assert.Equal(first.Text, second.Text);
        Assert.Equal("75", second.Header(CreditCalls.BalanceHeader));
        Assert.Equal(first.Header("Location"), second.Header("Location"));
        Assert.Equal("true", second.Header(CreditCalls.ReplayedHeader));
        Assert.Equal((545, 55), (await sender.BalanceAsync(), await recipient.BalanceAsync()));
    }

    [Fact]
    public async Task Transfer_WhenTheKeyIsUsedForAnotherAmount_ThenIsRefusedAndMovesNothing()
    {
        var (sender, recipient) = (await service.NewUserWithAsync(100), await service.NewUserAsync());
        (await sender.TransferAsync(recipient, 25, "k")).Expect(HttpStatusCode.Created);

        (await sender.TransferAsync(recipient, 26, "k")).ExpectError(409, "idempotency.key_reused");

        Assert.Equal((75, 25), (await sender.BalanceAsync(), await recipient.BalanceAsync()));
    }

    [Fact]
    public async Task Transfer_WhenTheSameKeyIsAnotherUsers_ThenIsIndependent()
    {
        var (one, other) = (await service.NewUserWithAsync(10), await service.NewUserWithAsync(10));

        (await one.TransferAsync(other, 3, "k")).Expect(HttpStatusCode.Created);
        var second = (await other.TransferAsync(one, 1, "k")).Expect(HttpStatusCode.Created);

        Assert.Null(second.Header(CreditCalls.ReplayedHeader));
        Assert.Equal((8, 12), (await one.BalanceAsync(), await other.BalanceAsync()));
    }

    [Fact]
    public async Task Transfer_WhenABackendActsForTheSender_ThenIsTheSendersAndSoIsTheBalance()
    {
        var (sender, recipient) = (await service.NewUserWithAsync(100), await service.NewUserAsync());

        var sent = await service.Backend.SendAsync(
            CreditCalls.TransferBody(recipient, 40), CreditCalls.Key("k"), ("X-On-Behalf-Of", sender.UserId));

        Assert.Equal(sender.UserId, sent.Expect(HttpStatusCode.Created)["senderId"].GetString());
        Assert.Equal("60", sent.Header(CreditCalls.BalanceHeader));
    }

    [Fact]
    public async Task Outcome_WhenTheTransferWasCommitted_ThenHasItsMessageAndNoBalance()
    {
        var (sender, recipient) = (await service.NewUserWithAsync(100), await service.NewUserAsync());
        var sent = (await sender.TransferAsync(recipient, 25, "k")).Expect(HttpStatusCode.Created);

        var outcome = (await sender.GetAsync(CreditCalls.OutcomePath, CreditCalls.Key("k"))).Expect(HttpStatusCode.OK);

        Assert.Equal($$"""{"status":"committed","message":{{sent.Text}},"error":null}""", outcome.Text);
        Assert.Null(outcome.Header(CreditCalls.BalanceHeader));
    }

    [Fact]
    public async Task DryRun_WhenTheBalanceCoversIt_ThenShowsTheTransferAndMovesNothing()
    {
        var (sender, recipient) = (await service.NewUserWithAsync(100), await service.NewUserAsync());

        // Without a key: a dry run needs none.
        var rehearsed = (await sender.PostAsync("/api/v2/messages?dryRun=true", CreditCalls.TransferBody(recipient, 100))).Expect(HttpStatusCode.OK);

        Assert.Equal(JsonValueKind.Null, rehearsed["_id"].ValueKind);
        Assert.Equal(100, rehearsed["creditTransfer.amount"].GetInt64());
        Assert.Equal("0", rehearsed.Header(CreditCalls.BalanceHeader));
        Assert.Equal((100, 0), (await sender.BalanceAsync(), await recipient.BalanceAsync()));
        Assert.Equal((1, 0), (await sender.TransactionCountAsync(), await recipient.TransactionCountAsync()));
    }

    [Fact]
    public async Task DryRun_WhenTheBalanceDoesNotCoverIt_ThenIsRefusedAndRecordsNothing()
    {
        var (sender, recipient) = (await service.NewUserWithAsync(100), await service.NewUserAsync());

        (await sender.PostAsync("/api/v2/messages?dryRun=true", CreditCalls.TransferBody(recipient, 101), CreditCalls.Key("k")))
            .ExpectError(409, "credits.insufficient");

        Assert.Equal("unknown", (await sender.GetAsync(CreditCalls.OutcomePath, CreditCalls.Key("k")))["status"].GetString());
        (await sender.TransferAsync(recipient, 100, "k")).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Transfer_WhenSentAsAForm_ThenIsTheSameAsInJson()
    {
        var (sender, recipient) = (await service.NewUserWithAsync(100), await service.NewUserAsync());
        byte[][] parts =
        [
            Form.Text("type", "credit_transfer"), Form.Text("targetUserId", recipient.UserId), Form.Text("creditTransfer", """{ "amount": 25 }"""),
        ];

        var sent = await sender.SendAsync(HttpMethod.Post, Caller.MessagesPath, Form.Of(parts), CreditCalls.Key("k"));
        var again = await sender.TransferAsync(recipient, 25, "k");

        Assert.Equal(25, sent.Expect(HttpStatusCode.Created)["creditTransfer.amount"].GetInt64());
        Assert.Equal("75", sent.Header(CreditCalls.BalanceHeader));
        Assert.Equal("true", again.Expect(HttpStatusCode.Created).Header(CreditCalls.ReplayedHeader));
    }

    [Fact]
    public async Task Send_WhenOfAnotherType_ThenHasNoBalance() =>
        Assert.Null((await (await service.NewConversationAsync()).SendAsync()).Header(CreditCalls.BalanceHeader));
}
