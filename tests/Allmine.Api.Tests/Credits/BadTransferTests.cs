using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;
using Allmine.Application.Ports.Chats;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;
using Microsoft.Extensions.DependencyInjection;

namespace Allmine.Api.Tests.Credits;

/// <summary>Transfers that break a rule: each gets its code, and neither chat nor wallet nor key knows of it.</summary>
public sealed class BadTransferTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private readonly Service service = fixture.Service;

    [Theory]
    [InlineData("\"5\"", "validation.creditTransfer.amount.wrong_type")]
    [InlineData("1.5", "validation.creditTransfer.amount.wrong_type")]
    [InlineData("25.0", "validation.creditTransfer.amount.wrong_type")]
    [InlineData("1e1", "validation.creditTransfer.amount.wrong_type")]
    [InlineData("true", "validation.creditTransfer.amount.wrong_type")]
    [InlineData("{ }", "validation.creditTransfer.amount.wrong_type")]
    [InlineData("0", "validation.creditTransfer.amount.range")]
    [InlineData("-0", "validation.creditTransfer.amount.range")]
    [InlineData("-1", "validation.creditTransfer.amount.range")]
    [InlineData("1000001", "validation.creditTransfer.amount.range")]
    [InlineData("9223372036854775807", "validation.creditTransfer.amount.range")]
    [InlineData("9223372036854775808", "validation.creditTransfer.amount.range")]
    [InlineData("1, \"amount\": 1", "validation.creditTransfer.amount.duplicate")]
    [InlineData("null", "validation.creditTransfer.amount.required")]
    [InlineData("1, \"senderId\": \"64d15f9e2e6c8f4d5a654321\"", "validation.creditTransfer.senderId.unknown")]
    public async Task Amount_WhenNotAWholeNumberWithinTheLimits_ThenIsRefused(string amount, string code)
    {
        var conversation = await NewConversationWithCreditsAsync();
        var inJson = $$"""{ "type": "credit_transfer", "chatId": "{{conversation.ChatId}}", "creditTransfer": { "amount": {{amount}} } }""";
        var inForm = Form.Of(
            Form.Text("type", "credit_transfer"), Form.Text("chatId", conversation.ChatId), Form.Text("creditTransfer", $$"""{ "amount": {{amount}} }"""));

        await ExpectRefusalAsync(conversation, inJson, 400, code);
        await ExpectNothingDoneAsync(conversation, () => conversation.Sender.SendAsync(HttpMethod.Post, Caller.MessagesPath, inForm, CreditCalls.Key("k")), 400, code);
    }

    [Theory]
    [InlineData("""{ "type": "credit_transfer", "chatId": "CHAT" }""", "validation.creditTransfer.amount.required")]
    [InlineData("""{ "type": "credit_transfer", "chatId": "CHAT", "creditTransfer": null }""", "validation.creditTransfer.amount.required")]
    [InlineData("""{ "type": "credit_transfer", "chatId": "CHAT", "creditTransfer": { } }""", "validation.creditTransfer.amount.required")]
    [InlineData("""{ "type": "credit_transfer", "chatId": "CHAT", "creditTransfer": 25 }""", "validation.creditTransfer.wrong_type")]
    [InlineData("""{ "type": "credit_transfer", "chatId": "CHAT", "amount": 25, "creditTransfer": { "amount": 25 } }""", "validation.amount.unknown")]
    [InlineData("""{ "type": "credit_transfer", "creditTransfer": { "amount": 1 } }""", "validation.chatId.required")]
    [InlineData("""{ "type": "credit_transfer", "targetUserId": "SENDER", "creditTransfer": { "amount": 1 } }""", "validation.targetUserId.self")]
    [InlineData("""{ "type": "credit_transfer", "chatId": "CHAT", "targetUserId": "SENDER", "creditTransfer": { "amount": 1 } }""", "validation.targetUserId.self")]
    [InlineData("""{ "type": "credit_transfer", "chatId": "CHAT", "targetUserId": "64d15f9e2e6c8f4d5a111111", "creditTransfer": { "amount": 1 } }""", "validation.targetUserId.not_a_member")]
    [InlineData("""{ "type": "credit_transfer", "targetUserId": { "$ne": null }, "creditTransfer": { "amount": 1 } }""", "validation.targetUserId.wrong_type")]
    [InlineData("""{ "type": "credit_transfer", "chatId": "CHAT", "creditTransfer": { "amount": 1 }, "file": "profile-photo.jpg" }""", "validation.file.not_allowed")]
    [InlineData("""{ "type": "credit_transfer", "chatId": "CHAT", "creditTransfer": { "amount": 1 }, "content": "a\u0000" }""", "validation.content.characters")]
    [InlineData("""{ "type": "text", "chatId": "CHAT", "content": "x", "creditTransfer": { "amount": 1 } }""", "validation.creditTransfer.not_allowed")]
    public async Task Field_WhenItBreaksARule_ThenIsRefused(string body, string code) =>
        await ExpectRefusalAsync(await NewConversationWithCreditsAsync(), body, 400, code);

    [Fact]
    public async Task Recipient_WhenUnknown_ThenIsNotFound()
    {
        var conversation = await NewConversationWithCreditsAsync();
        var unknown = Tokens.NewId();

        await ExpectRefusalAsync(
            conversation, $$"""{ "type": "credit_transfer", "targetUserId": "{{unknown}}", "creditTransfer": { "amount": 1 } }""", 404, "user.not_found");
    }

    [Fact]
    public async Task Chat_WhenUnknownOrAnotherPersons_ThenIsRefused()
    {
        var conversation = await NewConversationWithCreditsAsync();
        var others = await service.NewConversationAsync();

        await ExpectRefusalAsync(
            conversation, $$"""{ "type": "credit_transfer", "chatId": "{{Tokens.NewId()}}", "creditTransfer": { "amount": 1 } }""", 404, "chat.not_found");
        await ExpectRefusalAsync(
            conversation, $$"""{ "type": "credit_transfer", "chatId": "{{others.ChatId}}", "creditTransfer": { "amount": 1 } }""", 403, "chat.not_a_member");
        Assert.Equal(1, await others.CountAsync());
    }

    [Fact]
    public async Task Recipient_WhenAGroupIsNamedWithoutOne_ThenIsRequired()
    {
        var conversation = await NewConversationWithCreditsAsync();
        var groupId = Tokens.NewId();
        var members = new[] { conversation.Sender, conversation.Target, await service.NewUserAsync() };
        var group = Chat.Group(
            Id<Chat>.Parse(groupId), "group", members.Select(member => Id<User>.Parse(member.UserId)), new DateTime(2026, 1, 15, 0, 0, 0, DateTimeKind.Utc));
        Assert.True(await service.Services.GetRequiredService<IChatRepository>().AddAsync(group, CancellationToken.None));

        await ExpectRefusalAsync(
            conversation, $$"""{ "type": "credit_transfer", "chatId": "{{groupId}}", "creditTransfer": { "amount": 1 } }""", 400, "validation.targetUserId.required");

        var sent = await conversation.Sender.SendAsync(
            $$"""{ "type": "credit_transfer", "chatId": "{{groupId}}", "targetUserId": "{{members[2].UserId}}", "creditTransfer": { "amount": 1 } }""",
            CreditCalls.Key("k"));
        Assert.Equal(members[2].UserId, sent.Expect(HttpStatusCode.Created)["creditTransfer.recipientId"].GetString());
        Assert.Equal(1, await members[2].BalanceAsync());
    }

    [Fact]
    public async Task File_WhenItComesWithTheTransfer_ThenIsRefused()
    {
        var conversation = await NewConversationWithCreditsAsync();
        var form = Form.Of(
            Form.Text("type", "credit_transfer"),
            Form.Text("chatId", conversation.ChatId),
            Form.Text("creditTransfer", """{ "amount": 1 }"""),
            Form.File("some text"u8.ToArray(), "note.txt"));

        await ExpectNothingDoneAsync(
            conversation, () => conversation.Sender.SendAsync(HttpMethod.Post, Caller.MessagesPath, form, CreditCalls.Key("k")), 400, "validation.file.not_allowed");
    }

    [Theory]
    [InlineData(null, "idempotency.key_required")]
    [InlineData("", "idempotency.key_required")]
    [InlineData("two words", "validation.idempotencyKey.format")]
    public async Task Key_WhenMissingOrBad_ThenIsRefused(string? key, string code)
    {
        var conversation = await NewConversationWithCreditsAsync();
        (string, string)[] headers = key is null ? [] : [CreditCalls.Key(key)];

        await ExpectNothingDoneAsync(
            conversation, () => conversation.Sender.SendAsync(CreditCalls.TransferBody(conversation.Target, 1), headers), 400, code);
    }

    [Theory]
    [InlineData("creditTransfer", "25", "validation.creditTransfer.wrong_type")]
    [InlineData("creditTransfer", "{ \"amount\": 25", "validation.creditTransfer.wrong_type")]
    [InlineData("creditTransfer", "", "validation.creditTransfer.amount.required")]
    [InlineData("creditTransfer.amount", "25", "validation.creditTransfer.amount.unknown", "validation.creditTransfer.amount.required")]
    [InlineData("amount", "25", "validation.amount.unknown", "validation.creditTransfer.amount.required")]
    public async Task Form_WhenTheAmountIsGivenOtherwise_ThenIsRefused(string part, string value, params string[] codes)
    {
        var conversation = await NewConversationWithCreditsAsync();
        var form = Form.Of(Form.Text("type", "credit_transfer"), Form.Text("chatId", conversation.ChatId), Form.Text(part, value));

        await ExpectNothingDoneAsync(
            conversation, () => conversation.Sender.SendAsync(HttpMethod.Post, Caller.MessagesPath, form, CreditCalls.Key("k")), 400, codes);
    }

    private async Task<Conversation> NewConversationWithCreditsAsync()
    {
        var conversation = await service.NewConversationAsync();
        (await service.GrantAsync(conversation.Sender, 2_000_000)).Expect(HttpStatusCode.Created);
        return conversation;
    }

    private static Task ExpectRefusalAsync(Conversation conversation, string body, int status, string code)
    {
        body = body.Replace("CHAT", conversation.ChatId, StringComparison.Ordinal).Replace("SENDER", conversation.Sender.UserId, StringComparison.Ordinal);
        return ExpectNothingDoneAsync(conversation, () => conversation.Sender.SendAsync(body, CreditCalls.Key("k")), status, code);
    }

    private static async Task ExpectNothingDoneAsync(Conversation conversation, Func<Task<Reply>> send, int status, params string[] codes)
    {
        var before = await StateAsync(conversation);

        (await send()).ExpectError(status, codes);

        Assert.Equal(before, await StateAsync(conversation));
        Assert.Equal("unknown", (await conversation.Sender.GetAsync(CreditCalls.OutcomePath, CreditCalls.Key("k")))["status"].GetString());
    }

    private static async Task<string> StateAsync(Conversation conversation) => string.Join(
        '\n',
        await conversation.HistoryAsync(),
        (await conversation.Sender.TransactionsAsync()).Text,
        (await conversation.Target.TransactionsAsync()).Text,
        await conversation.Sender.BalanceAsync(),
        await conversation.Target.BalanceAsync());
}
