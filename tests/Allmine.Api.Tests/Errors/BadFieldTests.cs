using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Domain.Messages;

namespace Allmine.Api.Tests.Errors;

/// <summary>Bodies that are JSON, but break the rules of their fields: each gets its code, and leaves the chat as it was.</summary>
public sealed class BadFieldTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    /// <summary>One scalar value, two UTF-16 units, four bytes of UTF-8.</summary>
    private const string Emoji = "\U0001F600";

    private readonly Service service = fixture.Service;

    [Theory]
    [InlineData("""{ "chatId": "CHAT", "content": "x" }""", "validation.type.required")]
    [InlineData("""{ "type": null, "chatId": "CHAT", "content": "x" }""", "validation.type.required")]
    [InlineData("""{ "type": "", "chatId": "CHAT", "content": "x" }""", "validation.type.allowed_values")]
    [InlineData("""{ "type": 99, "chatId": "CHAT", "content": "x" }""", "validation.type.wrong_type")]
    [InlineData("""{ "type": 1, "chatId": "CHAT", "content": "x" }""", "validation.type.wrong_type")]
    [InlineData("""{ "type": true, "chatId": "CHAT", "content": "x" }""", "validation.type.wrong_type")]
    [InlineData("""{ "type": ["text"], "chatId": "CHAT", "content": "x" }""", "validation.type.wrong_type")]
    [InlineData("""{ "type": "Text", "chatId": "CHAT", "content": "x" }""", "validation.type.allowed_values")]
    [InlineData("""{ "type": "TEXT", "chatId": "CHAT", "content": "x" }""", "validation.type.allowed_values")]
    [InlineData("""{ "type": "text ", "chatId": "CHAT", "content": "x" }""", "validation.type.allowed_values")]
    [InlineData("""{ "type": "Text, Image", "chatId": "CHAT", "content": "x" }""", "validation.type.allowed_values")]
    [InlineData("""{ "type": "text, media", "chatId": "CHAT", "content": "x" }""", "validation.type.allowed_values")]
    [InlineData("""{ "type": "image", "chatId": "CHAT", "content": "x" }""", "validation.type.allowed_values")]
    [InlineData("""{ "type": "system", "chatId": "CHAT", "content": "x" }""", "validation.type.allowed_values")]
    [InlineData("""{ "type": "creditTransfer", "chatId": "CHAT", "content": "x" }""", "validation.type.allowed_values")]
    public async Task Type_WhenNotExactlyOneOfThree_ThenIsRefused(string body, string code) => await ExpectRefusalAsync(body, code);

    [Theory]
    [InlineData("""{ "type": "text", "content": "x" }""", "validation.chatId.required")]
    [InlineData("""{ "type": "text", "chatId": null, "targetUserId": null, "content": "x" }""", "validation.chatId.required")]
    [InlineData("""{ "type": "text", "chatId": "", "content": "x" }""", "validation.chatId.format")]
    [InlineData("""{ "type": "text", "chatId": "64d15f9e2e6c8f4d5a12345", "content": "x" }""", "validation.chatId.format")]
    [InlineData("""{ "type": "text", "chatId": "64d15f9e2e6c8f4d5a1234567", "content": "x" }""", "validation.chatId.format")]
    [InlineData("""{ "type": "text", "chatId": "64d15f9e2e6c8f4d5a12345z", "content": "x" }""", "validation.chatId.format")]
    [InlineData("""{ "type": "text", "chatId": " 64d15f9e2e6c8f4d5a123456", "content": "x" }""", "validation.chatId.format")]
    [InlineData("""{ "type": "text", "chatId": "../../../../etc/passwd ", "content": "x" }""", "validation.chatId.format")]
    [InlineData("""{ "type": "text", "chatId": { "$ne": null }, "content": "x" }""", "validation.chatId.wrong_type")]
    [InlineData("""{ "type": "text", "chatId": ["CHAT"], "content": "x" }""", "validation.chatId.wrong_type")]
    [InlineData("""{ "type": "text", "chatId": 12, "content": "x" }""", "validation.chatId.wrong_type")]
    [InlineData("""{ "type": "text", "targetUserId": { "$ne": null }, "content": "x" }""", "validation.targetUserId.wrong_type")]
    [InlineData("""{ "type": "text", "targetUserId": "mehmet", "content": "x" }""", "validation.targetUserId.format")]
    [InlineData("""{ "type": "text", "chatId": "CHAT", "targetUserId": "", "content": "x" }""", "validation.targetUserId.format")]
    public async Task Id_WhenMissingOrOfAnotherForm_ThenIsRefused(string body, string code) => await ExpectRefusalAsync(body, code);

    [Theory]
    [InlineData("""{ "type": "text", "chatId": "CHAT" }""", "validation.content.required")]
    [InlineData("""{ "type": "text", "chatId": "CHAT", "content": null }""", "validation.content.required")]
    [InlineData("""{ "type": "text", "chatId": "CHAT", "content": "" }""", "validation.content.blank")]
    [InlineData("""{ "type": "text", "chatId": "CHAT", "content": " \t\r\n\u00a0\u2003\u3000" }""", "validation.content.blank")]
    [InlineData("""{ "type": "text", "chatId": "CHAT", "content": "a\u0000b" }""", "validation.content.characters")]
    [InlineData("""{ "type": "text", "chatId": "CHAT", "content": "\ud83d" }""", "validation.content.characters")]
    [InlineData("""{ "type": "text", "chatId": "CHAT", "content": "\ude00\ud83d" }""", "validation.content.characters")]
    [InlineData("""{ "type": "text", "chatId": "CHAT", "content": 5 }""", "validation.content.wrong_type")]
    [InlineData("""{ "type": "text", "chatId": "CHAT", "content": { "text": "x" } }""", "validation.content.wrong_type")]
    [InlineData("""{ "type": "text", "chatId": "CHAT", "content": "x", "file": "" }""", "validation.file.blank")]
    [InlineData("""{ "type": "text", "chatId": "CHAT", "content": "x", "file": { } }""", "validation.file.wrong_type")]
    [InlineData("""{ "type": "text", "chatId": "CHAT", "content": "x", "creditTransfer": { "amount": 1 } }""", "validation.creditTransfer.not_allowed")]
    [InlineData("""{ "type": "text", "chatId": "CHAT", "content": "x", "creditTransfer": [] }""", "validation.creditTransfer.wrong_type")]
    [InlineData("""{ "type": "media", "chatId": "CHAT" }""", "validation.file.required")]
    [InlineData("""{ "type": "media", "chatId": "CHAT", "file": "" }""", "validation.file.required")]
    [InlineData("""{ "type": "media", "chatId": "CHAT", "file": "f", "content": "\u0000" }""", "validation.content.characters")]
    public async Task Part_WhenItDoesNotBelongToTheType_ThenIsRefused(string body, string code) => await ExpectRefusalAsync(body, code);

    [Theory]
    [InlineData("{ }", "validation.creditTransfer.amount.required")]
    [InlineData("null", "validation.creditTransfer.amount.required")]
    [InlineData("""{ "amount": null }""", "validation.creditTransfer.amount.required")]
    [InlineData("""{ "amount": 0 }""", "validation.creditTransfer.amount.range")]
    [InlineData("""{ "amount": -1 }""", "validation.creditTransfer.amount.range")]
    [InlineData("""{ "amount": 1000001 }""", "validation.creditTransfer.amount.range")]
    [InlineData("""{ "amount": 9223372036854775807 }""", "validation.creditTransfer.amount.range")]
    [InlineData("""{ "amount": 9223372036854775808 }""", "validation.creditTransfer.amount.range")]
    [InlineData("""{ "amount": -99999999999999999999999 }""", "validation.creditTransfer.amount.range")]
    [InlineData("""{ "amount": "5" }""", "validation.creditTransfer.amount.wrong_type")]
    [InlineData("""{ "amount": 1.5 }""", "validation.creditTransfer.amount.wrong_type")]
    [InlineData("""{ "amount": 25.0 }""", "validation.creditTransfer.amount.wrong_type")]
    [InlineData("""{ "amount": 1e1 }""", "validation.creditTransfer.amount.wrong_type")]
    [InlineData("""{ "amount": 1E400 }""", "validation.creditTransfer.amount.wrong_type")]
    [InlineData("""{ "amount": true }""", "validation.creditTransfer.amount.wrong_type")]
    [InlineData("""{ "amount": [5] }""", "validation.creditTransfer.amount.wrong_type")]
    [InlineData("""{ "amount": 5, "amount": 5 }""", "validation.creditTransfer.amount.duplicate")]
    [InlineData("""{ "amount": 5, "recipientId": "64d15f9e2e6c8f4d5a654321" }""", "validation.creditTransfer.recipientId.unknown")]
    [InlineData("""{ "amount": 05 }""", "body.malformed")]
    [InlineData("""{ "amount": +5 }""", "body.malformed")]
    [InlineData("""{ "amount": NaN }""", "body.malformed")]
    public async Task Amount_WhenNotAWholeNumberWithinTheLimits_ThenIsRefused(string part, string code) =>
        await ExpectRefusalAsync($$"""{ "type": "credit_transfer", "chatId": "CHAT", "creditTransfer": {{part}} }""", code);

    [Theory]
    [InlineData("""{ "type": "text", "chatId": "CHAT", "content": "x", "senderId": "64d15f9e2e6c8f4d5a654321" }""", "validation.senderId.unknown")]
    [InlineData("""{ "type": "text", "chatId": "CHAT", "content": "x", "nonsense": null }""", "validation.nonsense.unknown")]
    [InlineData("""{ "Type": "text", "type": "text", "chatId": "CHAT", "content": "x" }""", "validation.Type.unknown")]
    [InlineData("""{ "type": "text", "type": "text", "chatId": "CHAT", "content": "x" }""", "validation.type.duplicate")]
    [InlineData("""{ "type": "text", "\u0074ype": "media", "chatId": "CHAT", "content": "x" }""", "validation.type.duplicate")]
    [InlineData("""{ "type": "text", "chatId": "CHAT", "content": "x", "content": null }""", "validation.content.duplicate")]
    [InlineData("""{ "type": "text", "chatId": "CHAT", "content": "x", "$type": "x" }""", "validation.$type.unknown")]
    [InlineData("""{ "type": "text", "chatId": "CHAT", "content": "x", "": 1 }""", "validation..unknown")]
    public async Task Property_WhenUnknownOrGivenTwice_ThenIsRefused(string body, string code) => await ExpectRefusalAsync(body, code);

    [Fact]
    public async Task Rules_WhenSeveralAreBroken_ThenAllAreNamed()
    {
        await ExpectRefusalAsync(
            """{ "type": "poem", "chatId": "x", "targetUserId": "y", "content": "\u0000", "file": "" }""",
            "validation.type.allowed_values", "validation.chatId.format", "validation.targetUserId.format", "validation.content.characters", "validation.file.blank");
        await ExpectRefusalAsync(
            """{ "type": 1, "poem": 2, "chatId": [], "creditTransfer": { "amount": "3", "b": 4 }, "type": "text" }""",
            "validation.type.wrong_type", "validation.poem.unknown", "validation.chatId.wrong_type", "validation.creditTransfer.amount.wrong_type",
            "validation.creditTransfer.b.unknown", "validation.type.duplicate");
        await ExpectRefusalAsync(
            """{ "type": "credit_transfer", "chatId": "CHAT", "file": "f" }""",
            "validation.file.not_allowed", "validation.creditTransfer.amount.required", "idempotency.key_required");
    }

    [Fact]
    public async Task Content_WhenOfTheGreatestLength_ThenIsSentAndOneMoreIsNot()
    {
        var conversation = await service.NewConversationAsync();
        var longest = string.Concat(Enumerable.Repeat(Emoji, MessageText.MaxLength));

        Assert.Equal(longest, (await conversation.SendAsync(longest))["content"].GetString());
        Assert.Equal($"  {longest}\n", (await conversation.SendAsync($"  {longest}\n"))["content"].GetString());
        var refused = (await conversation.Sender.SendAsync(conversation.TextBody(longest + "x"))).ExpectError(400, "validation.content.too_long");

        Assert.Equal("content must have at most 5000 characters.", refused.Errors[1]);
        Assert.Equal(3, await conversation.CountAsync());
    }

    private async Task ExpectRefusalAsync(string body, params string[] codes)
    {
        var conversation = await service.NewConversationAsync();
        var before = await conversation.HistoryAsync();

        // With a key, but for the case in which its absence is one of the broken rules.
        var key = ("Idempotency-Key", "k");
        (string, string)[] headers = codes.Contains("idempotency.key_required") ? [] : [key];
        (await conversation.Sender.SendAsync(body.Replace("CHAT", conversation.ChatId, StringComparison.Ordinal), headers)).ExpectError(400, codes);

        Assert.Equal(before, await conversation.HistoryAsync());
        var outcome = (await conversation.Sender.GetAsync("/api/v2/messages/outcome", key)).Expect(HttpStatusCode.OK);
        Assert.Equal("unknown", outcome["status"].GetString());
    }
}
