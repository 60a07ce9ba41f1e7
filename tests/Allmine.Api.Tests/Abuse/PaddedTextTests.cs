using System.Net;
using System.Text.Json;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Api.Tests.Abuse;

/// <summary>Texts, titles, names and addresses that white space makes long, and pages of the longest ones.</summary>
public sealed class PaddedTextTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    /// <summary>Of the items of a page, and what surrounds them.</summary>
    private const int MaxPageBytes = (1 << 20) + 4096;

    /// <summary>Each of its characters takes six bytes in JSON.</summary>
    private const string Escaped = "\u0001";

    private readonly Service service = fixture.Service;

    [Fact]
    public async Task Content_WhenPaddedToTheBound_ThenIsKeptAsSentAndOneMoreIsTooLong()
    {
        var conversation = await service.NewConversationAsync();
        var longest = "c".PadRight(MessageText.MaxStoredLength);

        Assert.Equal(longest, (await conversation.SendAsync(longest))["content"].GetString());
        (await conversation.Sender.SendAsync(conversation.TextBody(longest + " "))).ExpectError(400, "validation.content.too_long");
        (await conversation.Sender.SendAsync(conversation.TextBody("c".PadLeft(MessageText.MaxStoredLength + 1)))).ExpectError(400, "validation.content.too_long");
    }

    [Fact]
    public async Task Title_WhenPadded_ThenIsTrimmed()
    {
        var user = await service.NewUserAsync();
        var title = new string('t', Chat.MaxTitleLength);

        Assert.Equal(title, (await OpenAsync(user, "\u3000" + title.PadRight(100_000))).Expect(HttpStatusCode.Created)["title"].GetString());
        (await OpenAsync(user, title + "t")).ExpectError(400, "validation.title.too_long");
    }

    [Fact]
    public async Task Username_WhenPadded_ThenIsTrimmedAndAPictureHasABound()
    {
        var userId = Tokens.NewId();
        var name = new string('n', Username.MaxLength);
        var photo = "p".PadRight(User.MaxStoredProfilePhotoLength);

        Assert.Equal(name, (await PutAsync(userId, name.PadLeft(100_000), photo)).Expect(HttpStatusCode.Created)["username"].GetString());
        (await PutAsync(userId, name + "n", photo)).ExpectError(400, "validation.username.too_long");
        (await PutAsync(userId, name, photo + " ")).ExpectError(400, "validation.profilePhoto.too_long");
    }

    [Theory]
    [InlineData("before=1000")]
    [InlineData("after=0")]
    public async Task History_WhenOfTheLongestTexts_ThenEachPageEndsAtAMebibyteAndNothingIsMissed(string from)
    {
        const int Messages = 40;
        var conversation = await service.NewConversationAsync();
        for (var i = 1; i < Messages; i++)
            await conversation.SendAsync(string.Concat(Enumerable.Repeat(Escaped, MessageText.MaxLength)));

        var seen = new List<long>();
        for (var hasMore = true; hasMore;)
        {
            var page = (await conversation.Target.GetAsync($"/api/v2/messages/chat/{conversation.ChatId}?limit=100&{from}")).Expect(HttpStatusCode.OK);
            Assert.InRange(page.Body.Length, 1, MaxPageBytes);
            seen.AddRange(page["items"].EnumerateArray().Select(item => item.GetProperty("sequence").GetInt64()));
            hasMore = page["hasMore"].GetBoolean();
            from = $"{from[..from.IndexOf('=')]}={seen[^1]}";
        }

        Assert.Equal(Enumerable.Range(1, Messages).Select(number => (long)number), seen.Order());
    }

    [Fact]
    public async Task List_WhenOfManyMembersWithLongAddresses_ThenEachPageEndsAtAMebibyteAndNothingIsMissed()
    {
        const int Chats = 12;
        var user = await service.NewUserAsync();
        var members = new List<string>();
        for (var i = 0; i < 40; i++)
        {
            members.Add(Tokens.NewId());
            (await PutAsync(members[^1], "n", string.Concat(Enumerable.Repeat(Escaped, User.MaxProfilePhotoLength)))).Expect(HttpStatusCode.Created);
        }

        for (var i = 0; i < Chats; i++)
            (await user.PostAsync("/api/v2/chats", JsonSerializer.Serialize(new { memberIds = members, title = $"{i}" }))).Expect(HttpStatusCode.Created);

        var seen = new List<string>();
        for (var next = ""; next is not null;)
        {
            var page = (await user.GetAsync($"/api/v2/chats?limit=100{next}")).Expect(HttpStatusCode.OK);
            Assert.InRange(page.Body.Length, 1, MaxPageBytes);
            seen.AddRange(page["items"].EnumerateArray().Select(item => item.GetProperty("title").GetString()!));
            next = page["nextCursor"].GetString() is { } cursor ? $"&cursor={cursor}" : null;
        }

        Assert.Equal(Enumerable.Range(0, Chats).Select(i => $"{i}").Order(), seen.Order());
    }

    private async Task<Hosting.Http.Reply> OpenAsync(Caller user, string title) =>
        await user.PostAsync("/api/v2/chats", JsonSerializer.Serialize(new { memberIds = new[] { (await service.NewUserAsync()).UserId }, title }));

    private Task<Hosting.Http.Reply> PutAsync(string userId, string username, string profilePhoto) => service.Backend.PutAsync(
        $"/api/v2/users/{userId}", JsonSerializer.Serialize(new { username, profilePhoto }));
}
