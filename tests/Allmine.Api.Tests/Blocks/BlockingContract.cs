using System.Net;
using Allmine.Api.Tests.Chats;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.Blocks;

/// <summary>The list of those whom one has blocked, and blocks in groups, on either store.</summary>
/// <inheritdoc cref="ChatContract" path="/param"/>
public abstract class BlockingContract(Service? service) : ChatContract(service)
{
    private const string BlocksPath = "/api/v2/blocks";

    [SkippableFact]
    public async Task List_WhenReadByPages_ThenHasTheNewestFirstAndEachOnce()
    {
        var caller = await Service.NewUserAsync();
        var blocked = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            blocked.Insert(0, (await Service.NewUserAsync()).UserId);
            await BlockAsync(caller, blocked[0]);
            // Two of one millisecond have no order.
            await Task.Delay(2);
        }

        // To block again changes nothing, neither the order; who is unblocked is not listed.
        await BlockAsync(caller, blocked[4]);
        (await UnblockAsync(caller, blocked[2])).Expect(HttpStatusCode.NoContent);
        blocked.RemoveAt(2);
        var met = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await caller.GetAsync($"{BlocksPath}?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}")).Expect(HttpStatusCode.OK);
            Assert.Equal(["items", "nextCursor"], NamesOf(page.Json));
            Assert.All(ItemsOf(page), item => Assert.Equal(["_id", "username", "profilePhoto"], NamesOf(item)));
            met.AddRange(IdsOf(page));
            cursor = page["nextCursor"].GetString();
        }
        while (cursor is not null);

        Assert.Equal(blocked, met);
        Assert.Empty(IdsOf((await (await Service.NewUserAsync()).GetAsync(BlocksPath)).Expect(HttpStatusCode.OK)));
    }

    [SkippableFact]
    public async Task List_WhenTheCursorIsAnothers_ThenIsRefused()
    {
        var caller = await Service.NewUserAsync();
        for (var i = 0; i < 2; i++)
            await BlockAsync(caller, (await Service.NewUserAsync()).UserId);
        var cursor = (await caller.GetAsync($"{BlocksPath}?limit=1")).Expect(HttpStatusCode.OK)["nextCursor"].GetString()!;

        (await (await Service.NewUserAsync()).GetAsync($"{BlocksPath}?cursor={cursor}")).ExpectError(400, "validation.cursor.format");
        (await caller.GetAsync($"{BlocksPath}?cursor={cursor}A")).ExpectError(400, "validation.cursor.format");
        (await caller.GetAsync($"{BlocksPath}?limit=0")).ExpectError(400, "validation.limit.range");
        (await caller.GetAsync($"{BlocksPath}?limit=101")).ExpectError(400, "validation.limit.range");
        (await Service.Anonymous.GetAsync(BlocksPath)).ExpectError(401, "auth.required");
        Assert.Single(ItemsOf((await caller.GetAsync($"{BlocksPath}?cursor={cursor}")).Expect(HttpStatusCode.OK)));
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Group_WhenTwoAreBlocked_ThenNeitherPutsTheOtherIntoOne(bool byTheOther)
    {
        var (owner, member, _, chatId, _) = await NewGroupAsync();
        var newcomer = await Service.NewUserAsync();
        (await SetRoleAsync(owner, chatId, member.UserId, "admin")).Expect(HttpStatusCode.OK);
        await (byTheOther ? BlockAsync(newcomer, owner.UserId) : BlockAsync(owner, newcomer.UserId));

        (await owner.PostAsync(ChatsPath, $$"""{ "title": "x", "memberIds": ["{{member.UserId}}", "{{newcomer.UserId}}"] }""")).ExpectError(403, "chat.blocked");
        (await AddAsync(owner, chatId, newcomer.UserId)).ExpectError(403, "chat.blocked");
        (await AddAsync(member, chatId, newcomer.UserId)).Expect(HttpStatusCode.Created);
        (await AddAsync(owner, chatId, newcomer.UserId)).Expect(HttpStatusCode.OK);
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Group_WhenTwoAreBlocked_ThenNeitherNamesTheOtherThereAndTheyWriteWhileOthersRead(bool byTheOther)
    {
        var (owner, member, other, chatId, first) = await NewGroupAsync();
        await (byTheOther ? BlockAsync(member, owner.UserId) : BlockAsync(owner, member.UserId));
        string Text(string more) => $$"""{ "type": "text", "chatId": "{{chatId}}", "content": "x"{{more}} }""";

        foreach (var (sender, target) in new[] { (owner, member), (member, owner) })
        {
            (await sender.SendAsync(Text($$""", "targetUserId": "{{target.UserId}}" """))).ExpectError(403, "chat.blocked");
            (await sender.SendAsync(Text($$""", "mentions": ["{{other.UserId}}", "{{target.UserId}}"] """))).ExpectError(403, "chat.blocked");
            (await sender.SendAsync(Text($$""", "targetUserId": "{{other.UserId}}" """))).Expect(HttpStatusCode.Created);
            (await sender.SendAsync(Text(string.Empty))).Expect(HttpStatusCode.Created);
        }

        // Where only the two are left, it is as in their direct chat.
        (await LeaveAsync(other, chatId)).Expect(HttpStatusCode.NoContent);
        foreach (var sender in new[] { owner, member })
            (await sender.SendAsync(Text(string.Empty))).ExpectError(403, "chat.blocked");
        (await ReactAsync(owner, first, "👍")).ExpectError(403, "chat.blocked");
        (await UnblockAsync(byTheOther ? member : owner, byTheOther ? owner.UserId : member.UserId)).Expect(HttpStatusCode.NoContent);
        (await owner.SendAsync(Text($$""", "targetUserId": "{{member.UserId}}" """))).Expect(HttpStatusCode.Created);
    }

    private static async Task BlockAsync(Caller caller, string userId) =>
        (await caller.SendAsync(HttpMethod.Put, $"{BlocksPath}/{userId}", null)).Expect(HttpStatusCode.NoContent);

    private static Task<Reply> UnblockAsync(Caller caller, string userId) => caller.SendAsync(HttpMethod.Delete, $"{BlocksPath}/{userId}", null);
}
