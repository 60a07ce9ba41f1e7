using System.Net;
using System.Text.Json;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;
using Allmine.Application.Media;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Files;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Allmine.Api.Tests.Life;

/// <summary>Deleting messages, on either store.</summary>
/// <inheritdoc cref="LifeContract" path="/param"/>
public abstract class DeletingContract(Service? service) : LifeContract(service)
{
    [SkippableFact]
    public async Task Delete_WhenItIsOnesOwn_ThenATombstoneIsLeft()
    {
        var conversation = await Service.NewConversationAsync();
        var first = ItemsOf(await conversation.Sender.GetAsync($"/api/v2/messages/chat/{conversation.ChatId}")).First().GetProperty("_id").GetString();
        var sent = await conversation.Sender.SendAsync(
            $$"""{ "type": "text", "chatId": "{{conversation.ChatId}}", "content": "words", "metadata": {"a":1}, "silent": true, "replyTo": "{{first}}", "mentions": ["{{conversation.Target.UserId}}"] }""");
        var id = sent.Expect(HttpStatusCode.Created)["_id"].GetString()!;
        (await EditAsync(conversation.Sender, id, """{ "content": "other words" }""")).Expect(HttpStatusCode.OK);
        (await ReactAsync(conversation.Target, id, "👍")).Expect(HttpStatusCode.OK);
        (await PinAsync(conversation.Target, id)).Expect(HttpStatusCode.OK);
        Assert.Equal(1, Chat(await conversation.Target.GetAsync("/api/v2/chats")).GetProperty("unreadMentions").GetInt64());

        var tombstone = (await DeleteAsync(conversation.Sender, id)).Expect(HttpStatusCode.OK);

        foreach (var gone in new[] { "content", "media", "creditTransfer", "metadata", "replyTo", "pinnedAt" })
            Assert.Equal(JsonValueKind.Null, tombstone[gone].ValueKind);
        Assert.Equal(("[]", "[]", "false"), (tombstone["mentions"].GetRawText(), tombstone["reactions"].GetRawText(), tombstone["silent"].GetRawText()));
        Assert.Equal(("text", 2L, 2, 6L), (tombstone["type"].GetString(), tombstone["sequence"].GetInt64(), tombstone["version"].GetInt32(), tombstone["change"].GetInt64()));
        Assert.Equal(tombstone["deletedAt"].GetString(), tombstone["updatedAt"].GetString());
        Assert.NotEqual(JsonValueKind.Null, tombstone["editedAt"].ValueKind);
        Assert.Equal(tombstone.Text, (await ReadAsync(conversation.Target, id)).Text);
        var chat = Chat(await conversation.Target.GetAsync("/api/v2/chats"));
        Assert.Equal((0, 2, 6), (chat.GetProperty("unreadMentions").GetInt64(), chat.GetProperty("unreadCount").GetInt64(), chat.GetProperty("lastChange").GetInt64()));
        Assert.Equal(JsonValueKind.Null, chat.GetProperty("lastMessage").GetProperty("content").ValueKind);
        Assert.Empty(ItemsOf(await conversation.Sender.GetAsync($"{PathOf(id)}/versions")));
        Assert.Empty(ItemsOf(await conversation.Sender.GetAsync($"{PathOf(id)}/reactions")));
        Assert.Empty(ItemsOf(await conversation.Sender.GetAsync($"/api/v2/chats/{conversation.ChatId}/pins")));
    }

    [SkippableFact]
    public async Task Delete_WhenRepeated_ThenIsTheSame()
    {
        var conversation = await Service.NewConversationAsync();
        var id = (await conversation.SendAsync())["_id"].GetString()!;

        var once = (await DeleteAsync(conversation.Sender, id)).Expect(HttpStatusCode.OK);

        Assert.Equal(once.Text, (await DeleteAsync(conversation.Sender, id)).Expect(HttpStatusCode.OK).Text);
        Assert.Equal(3, await LastChangeAsync(conversation.Sender, conversation.ChatId));
    }

    [SkippableFact]
    public async Task Delete_WhenInADirectChat_ThenOnlyTheSenderAndServicesMay()
    {
        var conversation = await Service.NewConversationAsync();
        var id = (await conversation.SendAsync())["_id"].GetString()!;

        (await DeleteAsync(conversation.Target, id)).ExpectError(403, "auth.forbidden");
        (await DeleteAsync(await Service.NewUserAsync(), id)).ExpectError(404, "message.not_found");
        (await Service.Backend.SendAsync(HttpMethod.Delete, PathOf(id), null, ("X-On-Behalf-Of", conversation.Target.UserId))).ExpectError(403, "auth.forbidden");
        (await DeleteAsync(Service.Backend, id)).Expect(HttpStatusCode.OK);
        (await DeleteAsync(Service.Backend, Tokens.NewId())).ExpectError(404, "message.not_found");
    }

    [SkippableFact]
    public async Task Delete_WhenInAGroup_ThenTheAdminMayAndOthersMayNot()
    {
        var (admin, _, other, _, id) = await NewGroupAsync();

        (await DeleteAsync(other, id)).ExpectError(403, "chat.role_required");
        (await DeleteAsync(admin, id)).Expect(HttpStatusCode.OK);
    }

    [SkippableFact]
    public async Task Tombstone_WhenAlteredAgain_ThenIsRefusedAndTakingBackChangesNothing()
    {
        var conversation = await Service.NewConversationAsync();
        var id = (await conversation.SendAsync())["_id"].GetString()!;
        (await DeleteAsync(conversation.Sender, id)).Expect(HttpStatusCode.OK);

        (await EditAsync(conversation.Sender, id, """{ "content": "after" }""")).ExpectError(409, "message.deleted");
        (await ReactAsync(conversation.Sender, id, "👍")).ExpectError(409, "message.deleted");
        (await PinAsync(conversation.Sender, id)).ExpectError(409, "message.deleted");
        (await ReactAsync(conversation.Sender, id, "👍", isSet: false)).Expect(HttpStatusCode.OK);
        (await PinAsync(conversation.Sender, id, isSet: false)).Expect(HttpStatusCode.OK);
        Assert.Equal(3, await LastChangeAsync(conversation.Sender, conversation.ChatId));
    }

    /// <summary>Also once the erasures have been seen to, whose time is let pass: it goes with the last message that carries it.</summary>
    [SkippableFact]
    public async Task Delete_WhenAnotherMessageHasItsFile_ThenTheBytesStayUntilThatIsDeletedToo()
    {
        var conversation = await Service.NewConversationAsync();
        var file = (await conversation.Sender.SendAsync(HttpMethod.Post, "/api/v2/files", Form.Of(Form.File("some bytes"u8.ToArray(), "notes.bin")))).Expect(HttpStatusCode.Created);
        var body = $$"""{ "type": "media", "chatId": "{{conversation.ChatId}}", "file": "{{file["_id"]}}" }""";
        var one = (await conversation.Sender.SendAsync(body)).Expect(HttpStatusCode.Created);
        var other = (await conversation.Sender.SendAsync(body)).Expect(HttpStatusCode.Created);
        var url = one["media"].GetProperty("url").GetString()!;

        var tombstone = (await DeleteAsync(conversation.Sender, one["_id"].GetString()!)).Expect(HttpStatusCode.OK);
        await EraseAsync();

        Assert.Equal(("media", JsonValueKind.Null), (tombstone["type"].GetString(), tombstone["media"].ValueKind));
        (await Service.Anonymous.GetAsync(url)).Expect(HttpStatusCode.OK);
        (await DeleteAsync(conversation.Sender, other["_id"].GetString()!)).Expect(HttpStatusCode.OK);
        await EraseAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await Service.Anonymous.GetAsync(url)).Status);
    }

    /// <summary>Sees to all erasures, as if more than a claim had passed before each look: whatever the service itself has taken up is due by then.</summary>
    private async Task EraseAsync()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        T Get<T>()
            where T : notnull => Service.Services.GetRequiredService<T>();
        var erasure = new MessageErasure(Get<IErasureBacklog>(), new FileLifecycle(Get<IFileRepository>(), Get<IMediaStore>(), Get<IIdGenerator>(), time), time);
        for (var looks = 0; looks < 3; looks++)
        {
            time.Advance(TimeSpan.FromSeconds(45));
            await erasure.SeeToDueAsync(default);
        }
    }

    private static JsonElement Chat(Reply list) => list.Expect(HttpStatusCode.OK)["items"][0];
}
