using System.Net;
using Allmine.Api.RateLimiting;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;
using Microsoft.Extensions.DependencyInjection;
using static Allmine.Api.Tests.Media.MediaServiceFixture;

namespace Allmine.Api.Tests.Abuse;

/// <summary>One user who uploads as much, and as slowly, as can be.</summary>
public sealed class UploadFloodTests
{
    private static readonly byte[] File = [.. Enumerable.Repeat((byte)'x', 1000)];

    [Fact]
    public async Task Sends_WhenTheyBringFiles_ThenCountAsUploadsAndTextsDoNot()
    {
        using var folder = new TemporaryFolder();
        await using var service = Limited(folder, ("RateLimits:UploadsPerMinute", 2));
        var conversation = await service.NewConversationAsync();
        await SendAsync(conversation, File, "1.bin");
        await UploadAsync(conversation.Sender, File, "2.bin");

        var refused = (await conversation.Sender.SendAsync(HttpMethod.Post, Caller.MessagesPath, Form.OfFile(conversation, File, "3.bin")))
            .ExpectError(429, "rate.limited");
        (await conversation.Sender.SendAsync(HttpMethod.Post, FilesPath, Form.Of(Form.File(File, "3.bin")))).ExpectError(429, "rate.limited");

        Assert.InRange(int.Parse(refused.Header("Retry-After")!, System.Globalization.CultureInfo.InvariantCulture), 1, 30);
        await conversation.SendAsync();
        await SendAsync(conversation with { Sender = conversation.Target }, File, "1.bin");
    }

    [Fact]
    public async Task Uploads_WhenAUserHasFourUnderWay_ThenTheNextIsRefusedAndOthersAreNot()
    {
        using var folder = new TemporaryFolder();
        await using var service = Limited(folder, ("RateLimits:UploadsAtOnce", 4));
        var slots = service.Services.GetRequiredService<UploadSlots>();
        var conversation = await service.NewConversationAsync();
        var held = new List<(HeldContent Content, Task<Reply> Reply)>();
        for (var i = 0; i < 4; i++)
        {
            var isSend = i % 2 == 0;
            var content = isSend ? Held(Form.OfFile(conversation, File, "a.bin")) : Held(Form.Of(Form.File(File, "a.bin")));
            held.Add((content, conversation.Sender.SendAsync(HttpMethod.Post, isSend ? Caller.MessagesPath : FilesPath, content)));
        }

        await Eventually.HoldsAsync(() => slots.Count == 4);

        (await conversation.Sender.SendAsync(HttpMethod.Post, FilesPath, Form.Of(Form.File(File, "b.bin")))).ExpectError(429, "rate.limited");
        (await conversation.Sender.SendAsync(HttpMethod.Post, Caller.MessagesPath, Form.OfFile(conversation, File, "b.bin"))).ExpectError(429, "rate.limited");
        await conversation.SendAsync();
        await UploadAsync(conversation.Target, File, "b.bin");

        foreach (var (content, reply) in held)
        {
            content.Release();
            (await reply).Expect(HttpStatusCode.Created);
        }

        // A slot is free when its request ends, which may be a moment after its answer.
        await Eventually.HoldsAsync(() => slots.Count == 0);
        await UploadAsync(conversation.Sender, File, "b.bin");
        await Eventually.HoldsAsync(() => slots.Count == 0);
    }

    [Fact]
    public async Task Uploads_WhenTheNodeHasAllUnderWay_ThenItIsBusyAndNothingIsStored()
    {
        using var folder = new TemporaryFolder();
        await using var service = Limited(folder, ("RateLimits:NodeUploadsAtOnce", 2));
        var slots = service.Services.GetRequiredService<UploadSlots>();
        var (first, second) = (await service.NewConversationAsync(), await service.NewUserAsync());
        var contents = new[] { Held(Form.Of(Form.File(File, "a.bin"))), Held(Form.Of(Form.File(File, "a.bin"))) };
        var replies = new[] { first.Sender, second }.Zip(contents, (user, content) => user.SendAsync(HttpMethod.Post, FilesPath, content)).ToList();
        await Eventually.HoldsAsync(() => slots.Count == 2);
        var count = await first.CountAsync();

        var busy = (await first.Target.SendAsync(HttpMethod.Post, Caller.MessagesPath, Form.OfFile(first, File, "b.bin"))).ExpectError(503, "service.busy");

        Assert.Equal("2", busy.Header("Retry-After"));
        Assert.Equal(count, await first.CountAsync());
        foreach (var content in contents)
            content.Release();
        foreach (var reply in replies)
            (await reply).Expect(HttpStatusCode.Created);
        await Eventually.HoldsAsync(() => slots.Count == 0);
        await SendAsync(first with { Sender = first.Target }, File, "b.bin");
    }

    private static HeldContent Held(HttpContent content) => new(content, content.ReadAsByteArrayAsync().Result);

    private static Service Limited(TemporaryFolder folder, params (string Name, int Value)[] settings) =>
        new(new ServiceOptions(folder.Path) { Settings = settings.ToDictionary(setting => setting.Name, setting => $"{setting.Value}") });
}
