using System.Net;
using System.Text.Json;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.Credits;

public sealed class TransactionsTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private const string Path = CreditCalls.TransactionsPath;

    private readonly Service service = fixture.Service;

    [Fact]
    public async Task Transactions_WhenCreditsHaveMoved_ThenEachMovementIsThereOnBothSides()
    {
        var (sender, recipient) = (await service.NewUserWithAsync(100), await service.NewUserAsync());
        var sent = (await sender.TransferAsync(recipient, 25)).Expect(HttpStatusCode.Created);

        var ofSender = (await sender.TransactionsAsync())["items"];
        var ofRecipient = (await recipient.TransactionsAsync())["items"];

        Assert.Equal(
            ["_id", "direction", "amount", "balanceAfter", "counterpartyId", "messageId", "chatId", "createdAt"],
            ofSender[0].EnumerateObject().Select(property => property.Name));
        ExpectEntry(ofSender[0], "credit_transfer_sent", 25, 75, recipient.UserId, sent);
        ExpectEntry(ofSender[1], "grant", 100, 100, null, null);
        Assert.Equal(2, ofSender.GetArrayLength());
        ExpectEntry(Assert.Single(ofRecipient.EnumerateArray()), "credit_transfer_received", 25, 25, sender.UserId, sent);
        Assert.NotEqual(ofSender[0].GetProperty("_id").GetString(), ofRecipient[0].GetProperty("_id").GetString());
    }

    [Fact]
    public async Task Transactions_WhenThereAreNone_ThenTheListIsEmpty() =>
        Assert.Equal("""{"items":[],"nextCursor":null}""", (await (await service.NewUserAsync()).TransactionsAsync()).Text);

    [Fact]
    public async Task Transactions_WhenReadPageByPage_ThenEachIsThereOnceWhateverComesInMeanwhile()
    {
        var user = await service.NewUserAsync();
        for (var i = 1; i <= 7; i++)
            (await service.GrantAsync(user, i)).Expect(HttpStatusCode.Created);

        var amounts = new List<long>();
        for (string? cursor = null; ;)
        {
            var page = (await user.GetAsync($"{Path}?limit=3{(cursor is null ? "" : $"&cursor={cursor}")}")).Expect(HttpStatusCode.OK);
            amounts.AddRange(Amounts(page));
            (await service.GrantAsync(user, 1000)).Expect(HttpStatusCode.Created);
            if (page["nextCursor"].ValueKind == JsonValueKind.Null)
                break;
            Assert.Equal(3, page["items"].GetArrayLength());
            cursor = page["nextCursor"].GetString();
        }

        Assert.Equal([7, 6, 5, 4, 3, 2, 1], amounts);
    }

    [Fact]
    public async Task Transactions_WhenTheLastPageIsFull_ThenNoEmptyOneFollows()
    {
        var user = await service.NewUserWithAsync(1);
        (await service.GrantAsync(user, 2)).Expect(HttpStatusCode.Created);

        var page = (await user.GetAsync($"{Path}?limit=2")).Expect(HttpStatusCode.OK);

        Assert.Equal(2, page["items"].GetArrayLength());
        Assert.Equal(JsonValueKind.Null, page["nextCursor"].ValueKind);
    }

    [Fact]
    public async Task Transactions_WhenNoLimitIsGiven_ThenThereAreTwenty()
    {
        var user = await service.NewUserAsync();
        await Task.WhenAll(Enumerable.Range(0, 21).Select(async _ => (await service.GrantAsync(user, 1)).Expect(HttpStatusCode.Created)));

        var page = (await user.GetAsync(Path)).Expect(HttpStatusCode.OK);

        Assert.Equal(20, page["items"].GetArrayLength());
        Assert.Equal(JsonValueKind.String, page["nextCursor"].ValueKind);
    }

    [Theory]
    [InlineData("credit_transfer_sent", new long[] { 3, 2 })]
    [InlineData("credit_transfer_received", new long[] { 5 })]
    [InlineData("grant", new long[] { 100 })]
    public async Task Transactions_WhenADirectionIsGiven_ThenThereAreOnlyThose(string direction, long[] amounts)
    {
        var (user, friend) = (await service.NewUserWithAsync(100), await service.NewUserWithAsync(100));
        (await user.TransferAsync(friend, 2)).Expect(HttpStatusCode.Created);
        (await friend.TransferAsync(user, 5)).Expect(HttpStatusCode.Created);
        (await user.TransferAsync(friend, 3)).Expect(HttpStatusCode.Created);

        var first = (await user.GetAsync($"{Path}?direction={direction}&limit=1")).Expect(HttpStatusCode.OK);
        var all = (await user.GetAsync($"{Path}?direction={direction}")).Expect(HttpStatusCode.OK);

        Assert.Equal(amounts, Amounts(all));
        Assert.Equal(amounts[..1], Amounts(first));
        Assert.Equal(amounts.Length == 1, first["nextCursor"].ValueKind == JsonValueKind.Null);
    }

    [Theory]
    [InlineData("direction=sent", "validation.direction.allowed_values")]
    [InlineData("direction=GRANT", "validation.direction.allowed_values")]
    [InlineData("direction=grant_issued", "validation.direction.allowed_values")]
    [InlineData("direction=", "validation.direction.allowed_values")]
    [InlineData("direction=grant&direction=grant", "validation.direction.duplicate")]
    [InlineData("limit=0", "validation.limit.range")]
    [InlineData("limit=101", "validation.limit.range")]
    [InlineData("limit=99999999999", "validation.limit.range")]
    [InlineData("limit=ten", "validation.limit.format")]
    [InlineData("cursor=", "validation.cursor.format")]
    [InlineData("cursor=%20", "validation.cursor.format")]
    [InlineData("cursor=1", "validation.cursor.format")]
    [InlineData("cursor=not+a+cursor", "validation.cursor.format")]
    [InlineData("cursor=VGTRX54ubI9NWhEREQAAAAAAAAAD", "validation.cursor.format")]
    public async Task Transactions_WhenAParameterIsBad_ThenIsRefused(string query, string code) =>
        (await (await service.NewUserWithAsync(1)).GetAsync($"{Path}?{query}")).ExpectError(400, code);

    [Fact]
    public async Task Cursor_WhenChangedOrAnotherUsers_ThenIsRefused()
    {
        var (user, other) = (await service.NewUserWithAsync(1), await service.NewUserWithAsync(1));
        (await service.GrantAsync(user, 2)).Expect(HttpStatusCode.Created);
        var cursor = (await user.GetAsync($"{Path}?limit=1"))["nextCursor"].GetString()!;

        (await user.GetAsync($"{Path}?cursor={cursor}")).Expect(HttpStatusCode.OK);

        (await other.GetAsync($"{Path}?cursor={cursor}")).ExpectError(400, "validation.cursor.format");
        (await user.GetAsync($"{Path}?cursor={cursor[1..]}")).ExpectError(400, "validation.cursor.format");
        (await user.GetAsync($"{Path}?cursor={cursor}A")).ExpectError(400, "validation.cursor.format");
        (await user.GetAsync($"{Path}?cursor=X{cursor[1..]}")).ExpectError(400, "validation.cursor.format");
        (await user.GetAsync($"{Path}?cursor={cursor}%20")).ExpectError(400, "validation.cursor.format");
    }

    [Fact]
    public async Task Transactions_WhenABackendActsForTheUser_ThenAreTheUsers()
    {
        var user = await service.NewUserWithAsync(9);

        var page = (await service.Backend.GetAsync(Path, ("X-On-Behalf-Of", user.UserId))).Expect(HttpStatusCode.OK);

        Assert.Equal((await user.GetAsync(Path)).Text, page.Text);
        (await service.Backend.GetAsync(Path)).ExpectError(403, "auth.forbidden");
        (await service.Anonymous.GetAsync(Path)).ExpectError(401, "auth.required");
    }

    private static IEnumerable<long> Amounts(Reply page) => page["items"].EnumerateArray().Select(entry => entry.GetProperty("amount").GetInt64());

    private static void ExpectEntry(JsonElement entry, string direction, long amount, long balanceAfter, string? counterparty, Reply? message)
    {
        Assert.Equal(direction, entry.GetProperty("direction").GetString());
        Assert.Equal((amount, balanceAfter), (entry.GetProperty("amount").GetInt64(), entry.GetProperty("balanceAfter").GetInt64()));
        Assert.Equal(counterparty, entry.GetProperty("counterpartyId").GetString());
        Assert.Equal(message?["_id"].GetString(), entry.GetProperty("messageId").GetString());
        Assert.Equal(message?["chatId"].GetString(), entry.GetProperty("chatId").GetString());
        if (message is not null)
            Assert.Equal(message["createdAt"].GetString(), entry.GetProperty("createdAt").GetString());
    }
}
