using System.Net;
using System.Text.Json;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Media;
using Microsoft.Extensions.DependencyInjection;

namespace Allmine.Api.Tests.Credits;

/// <summary>A refusal for lack of credits is as final as a payment.</summary>
public sealed class RefusedTransferTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private const string Refused = "credits.insufficient";

    private readonly Service service = fixture.Service;

    [Fact]
    public async Task Transfer_WhenOverTheBalance_ThenIsRefusedAndLeavesNothingBehind()
    {
        var conversation = await service.NewConversationAsync();
        var (sender, recipient) = (conversation.Sender, conversation.Target);
        (await service.GrantAsync(sender, 10)).Expect(HttpStatusCode.Created);
        var before = await conversation.HistoryAsync();

        var refused = (await sender.TransferAsync(recipient, 11)).ExpectError(409, Refused);

        Assert.Null(refused.Header(CreditCalls.BalanceHeader));
        Assert.Null(refused.Header(CreditCalls.ReplayedHeader));
        Assert.Equal(before, await conversation.HistoryAsync());
        Assert.Equal((10, 0), (await sender.BalanceAsync(), await recipient.BalanceAsync()));
        Assert.Equal((1, 0), (await sender.TransactionCountAsync(), await recipient.TransactionCountAsync()));
    }

    [Fact]
    public async Task Transfer_WhenRefusedToSomebodyNew_ThenMakesNoChat()
    {
        var (sender, recipient) = (await service.NewUserAsync(), await service.NewUserAsync());

        (await sender.TransferAsync(recipient, 1)).ExpectError(409, Refused);

        var first = await sender.SendAsync($$"""{ "type": "text", "targetUserId": "{{recipient.UserId}}", "content": "x" }""");
        Assert.Equal(1, first.Expect(HttpStatusCode.Created)["sequence"].GetInt64());
    }

    [Fact]
    public async Task Transfer_WhenRefusedAndThenGrantedTheCredits_ThenTheSameKeyStaysRefused()
    {
        var (sender, recipient) = (await service.NewUserWithAsync(10), await service.NewUserAsync());
        (await sender.TransferAsync(recipient, 11, "k")).ExpectError(409, Refused);
        (await service.GrantAsync(sender, 100)).Expect(HttpStatusCode.Created);

        var again = (await sender.TransferAsync(recipient, 11, "k")).ExpectError(409, Refused);

        Assert.Equal("true", again.Header(CreditCalls.ReplayedHeader));
        Assert.Equal((110, 0), (await sender.BalanceAsync(), await recipient.BalanceAsync()));
        // A new key is a new attempt.
        (await sender.TransferAsync(recipient, 11, "new")).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Transfer_WhenARefusalIsReplayed_ThenHasTheLanguageAskedNowAndANewTime()
    {
        var (time, later) = (new MovableTime(), TimeSpan.FromMinutes(1));
        using var folder = new TemporaryFolder();
        await using var own = new Service(new ServiceOptions(folder.Path) { Replace = services => services.AddSingleton<TimeProvider>(time) });
        var (sender, recipient) = (await own.NewUserAsync(), await own.NewUserAsync());
        var body = CreditCalls.TransferBody(recipient, 5);
        var english = (await sender.SendAsync(body, CreditCalls.Key("k"))).ExpectError(409, Refused);
        time.Ahead = later;

        var turkish = (await sender.SendAsync(body, CreditCalls.Key("k"), ("X-Language", "tr"))).ExpectError(409, Refused);

        Assert.Equal("true", turkish.Header(CreditCalls.ReplayedHeader));
        Assert.NotEqual(english.Errors[1], turkish.Errors[1]);
        Assert.Equal(english.Errors[1], (await sender.SendAsync(body, CreditCalls.Key("k"))).ExpectError(409, Refused).Errors[1]);
        Assert.True(turkish["timestamp"].GetDateTime() >= english["timestamp"].GetDateTime() + later);
    }

    [Fact]
    public async Task Transfer_WhenTheRefusedKeyIsUsedForAnotherBody_ThenIsRefusedForThat()
    {
        var (sender, recipient) = (await service.NewUserWithAsync(10), await service.NewUserAsync());
        (await sender.TransferAsync(recipient, 11, "k")).ExpectError(409, Refused);

        var reused = (await sender.TransferAsync(recipient, 1, "k")).ExpectError(409, "idempotency.key_reused");

        Assert.Null(reused.Header(CreditCalls.ReplayedHeader));
        Assert.Equal(10, await sender.BalanceAsync());
    }

    [Fact]
    public async Task Outcome_WhenTheTransferWasRefused_ThenHasTheRefusalsEnvelope()
    {
        var (sender, recipient) = (await service.NewUserAsync(), await service.NewUserAsync());
        var refused = (await sender.TransferAsync(recipient, 5, "k")).ExpectError(409, Refused);

        var outcome = (await sender.GetAsync(CreditCalls.OutcomePath, CreditCalls.Key("k"))).Expect(HttpStatusCode.OK);
        var inTurkish = await sender.GetAsync(CreditCalls.OutcomePath, CreditCalls.Key("k"), ("X-Language", "tr"));

        Assert.Equal("refused", outcome["status"].GetString());
        Assert.Equal(JsonValueKind.Null, outcome["message"].ValueKind);
        Assert.Equal(
            refused.Json.EnumerateObject().Select(property => property.Name), outcome["error"].EnumerateObject().Select(property => property.Name));
        Assert.Equal(409, outcome["error.statusCode"].GetInt32());
        Assert.False(outcome["error.isSuccess"].GetBoolean());
        Assert.Equal(refused["codes"].GetRawText(), outcome["error.codes"].GetRawText());
        Assert.Equal(refused["errors"].GetRawText(), outcome["error.errors"].GetRawText());
        Assert.NotEqual(refused["errors"].GetRawText(), inTurkish["error.errors"].GetRawText());
        Assert.Equal("unknown", (await recipient.GetAsync(CreditCalls.OutcomePath, CreditCalls.Key("k")))["status"].GetString());
    }

    [Fact]
    public async Task Transfer_WhenARefusedOneAndItsCopiesArriveTogether_ThenAllAreRefusedAndOneIsTheFirst()
    {
        var (sender, recipient) = (await service.NewUserWithAsync(10), await service.NewUserAsync());

        var replies = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => sender.TransferAsync(recipient, 11, "k")));

        Assert.All(replies, reply => reply.ExpectError(409, Refused));
        Assert.Equal(9, replies.Count(reply => reply.Header(CreditCalls.ReplayedHeader) == "true"));
        Assert.Equal("refused", (await sender.GetAsync(CreditCalls.OutcomePath, CreditCalls.Key("k")))["status"].GetString());
    }

    [Fact]
    public async Task Transfer_WhenItsCopyArrivesTogetherWithTheGrantItLacks_ThenBothCopiesHaveTheSameFate()
    {
        for (var i = 0; i < 20; i++)
        {
            var (sender, recipient) = (await service.NewUserAsync(), await service.NewUserAsync());

            var first = sender.TransferAsync(recipient, 5, "k");
            var grant = service.GrantAsync(sender, 5);
            var second = sender.TransferAsync(recipient, 5, "k");
            var replies = await Task.WhenAll(first, second);

            (await grant).Expect(HttpStatusCode.Created);
            Assert.Equal(replies[0].Status, replies[1].Status);
            var wasPaid = replies[0].Status == HttpStatusCode.Created;
            Assert.Equal(wasPaid ? (0, 5) : (5, 0), (await sender.BalanceAsync(), await recipient.BalanceAsync()));
            Assert.Equal(wasPaid ? "committed" : "refused", (await sender.GetAsync(CreditCalls.OutcomePath, CreditCalls.Key("k")))["status"].GetString());
        }

        await service.ExpectSoundStoreAsync();
    }
}
