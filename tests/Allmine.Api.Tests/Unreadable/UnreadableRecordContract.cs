using System.Globalization;
using System.Net;
using Allmine.Api.Tests.Feed;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;

namespace Allmine.Api.Tests.Unreadable;

/// <summary>Records that this version can't read, over HTTP: what callers see of them, and that nobody else sees anything.</summary>
public abstract class UnreadableRecordContract
{
    private const int Neighbours = 40;
    private const int DefaultRounds = 20;

    /// <summary>More with <c>ALLMINE_POISON_ROUNDS</c>.</summary>
    private static readonly int Rounds = Environment.GetEnvironmentVariable("ALLMINE_POISON_ROUNDS") is { Length: > 0 } text
        ? int.Parse(text, CultureInfo.InvariantCulture)
        : DefaultRounds;

    protected abstract Service Service { get; }

    [SkippableFact]
    public async Task Send_WhenAKeyCantBeRead_ThenItAloneFailsBesideManyOthers()
    {
        var victim = await Service.NewConversationAsync();
        var other = await Service.NewConversationAsync();
        var body = $$"""{ "type": "text", "chatId": "{{victim.ChatId}}", "content": "once" }""";
        (await victim.Sender.SendAsync(body, ("Idempotency-Key", "poison"))).Expect(HttpStatusCode.Created);
        await SpoilOutcomeAsync(victim.Sender.UserId, "poison");

        for (var round = 0; round < Rounds; round++)
        {
            var sends = Enumerable.Range(0, Neighbours)
                .Select(i => other.Sender.SendAsync($$"""{ "type": "text", "chatId": "{{other.ChatId}}", "content": "{{i}}" }"""))
                .ToList();
            var repeated = victim.Sender.SendAsync(body, ("Idempotency-Key", "poison"));

            Assert.All(await Task.WhenAll(sends), reply => reply.Expect(HttpStatusCode.Created));
            (await repeated).ExpectError(500, "record.unreadable");
        }

        (await victim.Sender.GetAsync("/api/v2/messages/outcome", ("Idempotency-Key", "poison"))).ExpectError(500, "record.unreadable");
    }

    [SkippableFact]
    public async Task Read_WhenAMessageCantBeRead_ThenItStandsInItsPlaceEverywhere()
    {
        var chat = await Service.NewConversationAsync();
        var sent = (await chat.Sender.SendAsync($$"""{ "type": "text", "chatId": "{{chat.ChatId}}", "content": "bad" }""", ("Idempotency-Key", "bad"))).Expect(HttpStatusCode.Created);
        var id = sent["_id"].GetString()!;
        await SpoilMessageAsync(id);
        var place = $$"""
            {"_id":"{{id}}","chatId":"{{chat.ChatId}}","senderId":null,"type":"unreadable","content":null,"media":null,"creditTransfer":null,"readBy":[],"createdAt":{{sent["createdAt"].GetRawText()}},"updatedAt":{{sent["createdAt"].GetRawText()}},"sequence":2,"metadata":null,"silent":false,"replyTo":null,"mentions":[],"version":0,"editedAt":null,"deletedAt":null,"reactions":[],"pinnedAt":null,"deliveredTo":[],"change":2}
            """;

        var history = (await chat.Target.GetAsync($"/api/v2/messages/chat/{chat.ChatId}")).Expect(HttpStatusCode.OK);
        Assert.Equal(place, history["items"][0].GetRawText());
        Assert.Equal("first", history["items"][1].GetProperty("content").GetString());
        Assert.Equal(place, (await chat.Target.GetAsync($"/api/v2/messages/{id}")).Expect(HttpStatusCode.OK).Text);
        Assert.Equal(place, (await chat.Target.GetAsync("/api/v2/chats")).Expect(HttpStatusCode.OK)["items"][0].GetProperty("lastMessage").GetRawText());
        Assert.Equal(place, (await Service.Backend.GetAsync($"/api/v2/messages/{id}")).Expect(HttpStatusCode.OK).Text);
        Assert.Equal(place, (await Service.Backend.GetAsync($"/api/v2/messages?ids={id}")).Expect(HttpStatusCode.OK)["items"][0].GetRawText());
        Assert.Equal(history.Text, (await Service.Backend.GetAsync($"/api/v2/messages/chat/{chat.ChatId}")).Expect(HttpStatusCode.OK).Text);
        Assert.Equal(place, (await Service.Backend.GetAsync($"/api/v2/chats/{chat.ChatId}")).Expect(HttpStatusCode.OK)["lastMessage"].GetRawText());
        Assert.Equal(place, (await Service.Backend.GetAsync($"/api/v2/chats/{chat.ChatId}/changes?after=1")).Expect(HttpStatusCode.OK)["items"][0].GetProperty("message").GetRawText());
        (await Service.User(Tokens.NewId()).GetAsync($"/api/v2/messages/{id}")).ExpectError(403, "auth.forbidden");
        (await (await Service.NewUserAsync()).GetAsync($"/api/v2/messages/{id}")).ExpectError(404, "message.not_found");
        (await chat.Sender.SendAsync($$"""{ "type": "text", "chatId": "{{chat.ChatId}}", "content": "bad" }""", ("Idempotency-Key", "bad"))).ExpectError(500, "record.unreadable");
        Assert.Equal(3, (await chat.Sender.SendAsync($$"""{ "type": "text", "chatId": "{{chat.ChatId}}", "content": "next" }""")).Expect(HttpStatusCode.Created)["sequence"].GetInt64());
    }

    [SkippableFact]
    public async Task Feed_WhenAMessageCantBeReadAnyMore_ThenItsEventsStayAndOthersFollow()
    {
        var start = await Service.FeedEndAsync();
        var chat = await Service.NewConversationAsync();
        var id = (await chat.SendAsync("told"))["_id"].GetString()!;
        var told = (await Service.UntilFeedHasAsync(start, chat.ChatId, 2)).ConvertAll(item => item.GetRawText());

        await SpoilMessageAsync(id);
        await chat.SendAsync("next");

        var after = (await Service.UntilFeedHasAsync(start, chat.ChatId, 3)).ConvertAll(item => item.GetRawText());
        Assert.Equal(told, after[..told.Count]);
        // MongoDB tells of the hand that has changed it, too: as of what stands in its place.
        Assert.All(after.Skip(told.Count).Where(item => item.Contains(id, StringComparison.Ordinal)), item => Assert.Contains("\"type\":\"unreadable\"", item, StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Call_WhenAChatCantBeRead_ThenWhatNamesItFailsAndListsLeaveItOut()
    {
        var (bad, user) = (await Service.NewConversationAsync(), await Service.NewUserAsync());
        var good = (await bad.Target.SendAsync($$"""{ "type": "text", "targetUserId": "{{user.UserId}}", "content": "good" }""")).Expect(HttpStatusCode.Created)["chatId"].GetString();
        var message = (await bad.Target.GetAsync($"/api/v2/messages/chat/{bad.ChatId}"))["items"][0].GetProperty("_id").GetString();
        await SpoilChatAsync(bad.ChatId);

        var list = (await bad.Target.GetAsync("/api/v2/chats")).Expect(HttpStatusCode.OK)["items"];
        Assert.Equal([good], list.EnumerateArray().Select(chat => chat.GetProperty("_id").GetString()));
        (await bad.Target.GetAsync($"/api/v2/messages/chat/{bad.ChatId}")).ExpectError(500, "record.unreadable");
        (await bad.Target.PostAsync($"/api/v2/messages/chat/{bad.ChatId}/read", """{ "sequence": 1 }""")).ExpectError(500, "record.unreadable");
        (await bad.Target.SendAsync($$"""{ "type": "text", "chatId": "{{bad.ChatId}}", "content": "x" }""", ("Idempotency-Key", "into-the-bad"))).ExpectError(500, "record.unreadable");
        (await bad.Target.GetAsync("/api/v2/messages/outcome", ("Idempotency-Key", "into-the-bad"))).Expect(HttpStatusCode.OK);
        foreach (var path in new[] { $"chats/{bad.ChatId}", $"chats/{bad.ChatId}/changes", $"chats/{bad.ChatId}/pins", $"messages/chat/{bad.ChatId}", $"messages/{message}" })
            (await Service.Backend.GetAsync($"/api/v2/{path}")).ExpectError(500, "record.unreadable");
        Assert.Equal(0, (await Service.Backend.GetAsync($"/api/v2/messages?ids={message}")).Expect(HttpStatusCode.OK)["items"].GetArrayLength());
    }

    [SkippableFact]
    public async Task Transactions_WhenAnEntryCantBeRead_ThenItsIdentifierIsThereAndTheOthersAreWhole()
    {
        var user = await Service.NewUserAsync();
        foreach (var key in (string[])["one", "two"])
            (await Service.Backend.PostAsync($"/api/v2/users/{user.UserId}/credits", """{ "amount": 5 }""", ("Idempotency-Key", $"{user.UserId}-{key}"))).Expect(HttpStatusCode.Created);
        var before = (await user.GetAsync("/api/v2/users/me/transactions")).Expect(HttpStatusCode.OK);
        var id = before["items"][0].GetProperty("_id").GetString()!;
        await SpoilEntryAsync(id);

        var after = (await user.GetAsync("/api/v2/users/me/transactions")).Expect(HttpStatusCode.OK);

        Assert.Equal(
            $$"""{"_id":"{{id}}","direction":null,"amount":0,"balanceAfter":0,"counterpartyId":null,"messageId":null,"chatId":null,"createdAt":null}""",
            after["items"][0].GetRawText());
        Assert.Equal(before["items"][1].GetRawText(), after["items"][1].GetRawText());
    }

    [SkippableFact]
    public async Task Chat_WhenAMembersSettingsCantBeRead_ThenServicesAreToldNothingOfThatMembersMutingAlone()
    {
        var chat = await Service.NewConversationAsync();
        foreach (var caller in new[] { chat.Sender, chat.Target })
            (await caller.PutAsync($"/api/v2/chats/{chat.ChatId}/settings", """{ "muted": true }""")).Expect(HttpStatusCode.OK);
        await SpoilSettingsAsync(chat.Target.UserId, chat.ChatId);

        var members = (await Service.Backend.GetAsync($"/api/v2/chats/{chat.ChatId}")).Expect(HttpStatusCode.OK)["members"].EnumerateArray()
            .ToDictionary(member => member.GetProperty("_id").GetString()!, member => $"{member.GetProperty("muted").GetRawText()} {member.GetProperty("mutedUntil").GetRawText()}");

        Assert.Equal(("true null", "null null"), (members[chat.Sender.UserId], members[chat.Target.UserId]));
        (await chat.Target.GetAsync($"/api/v2/chats/{chat.ChatId}")).ExpectError(500, "record.unreadable");
        (await chat.Sender.GetAsync($"/api/v2/chats/{chat.ChatId}")).Expect(HttpStatusCode.OK);
    }

    protected abstract Task SpoilOutcomeAsync(string userId, string key);

    protected abstract Task SpoilMessageAsync(string id);

    protected abstract Task SpoilChatAsync(string id);

    protected abstract Task SpoilEntryAsync(string id);

    protected abstract Task SpoilSettingsAsync(string userId, string chatId);
}
