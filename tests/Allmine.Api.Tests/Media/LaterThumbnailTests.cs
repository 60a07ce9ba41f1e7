using System.Net;
using System.Text.Json;
using Allmine.Api.Tests.Events;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Infrastructure.Media.Inspection.Measuring;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Bson;
using MongoDB.Driver;
using SkiaSharp;
using static Allmine.Api.Tests.Media.MediaServiceFixture;

namespace Allmine.Api.Tests.Media;

/// <summary>Films whose picture takes longer than a send waits.</summary>
public sealed class LaterThumbnailTests : IDisposable
{
    /// <summary>What the link of each run of a program begins with.</summary>
    private const string Run = "run-";

    private readonly TemporaryFolder folder = new();
    private readonly TemporaryFolder programs = new();

    public void Dispose()
    {
        folder.Dispose();
        programs.Dispose();
    }

    [SkippableFact]
    public async Task Send_WhenThereIsNoTimeForTheThumbnail_ThenItIsNullAndAnEventTellsOnceItIsThere()
    {
        Skip.If(OperatingSystem.IsWindows(), "The program is a shell script");
        await using var service = NewService(WaitingProgram());
        var conversation = await service.NewToldConversationAsync();
        await using var sender = await EventListening.OpenAsync(service, conversation.Sender.UserId);
        await using var target = await EventListening.OpenAsync(service, conversation.Target.UserId);

        var sent = await SendAsync(conversation, IsoFiles.Film(), "film.mp4", ("Idempotency-Key", "k"));

        Assert.Equal(JsonValueKind.Null, sent["media.thumbnail_url"].ValueKind);
        LetGo();
        foreach (var member in new[] { sender, target })
        {
            Assert.Equal(("message.created", sent.Text), ((await member.NextEventAsync()) is var created ? created.Name : null, created.Data));
            var updated = await member.NextEventAsync();
            Assert.Equal("message.updated", updated.Name);
            var address = updated.Json.GetProperty("media").GetProperty("thumbnail_url").GetString()!;
            // It is the same message in all else, by the chat's next change.
            Assert.Equal(sent.Text.Replace("\"change\":2}", "\"change\":3}", StringComparison.Ordinal), updated.Data!.Replace($"\"thumbnail_url\":\"{address}\"", "\"thumbnail_url\":null", StringComparison.Ordinal));
            using var picture = SKBitmap.Decode((await service.Anonymous.GetAsync(address)).Expect(HttpStatusCode.OK).Body);
            Assert.Equal((FilmProgram.Width, FilmProgram.Height), (picture.Width, picture.Height));
            foreach (var shown in await ShownAsync(conversation, sent["_id"].GetString()!))
                Assert.Equal(address, shown);
        }

        var again = await SendAsync(conversation, IsoFiles.Film(), "film.mp4", ("Idempotency-Key", "k"));
        Assert.Equal(sent.Text, again.Text);
    }

    [SkippableFact]
    public async Task Send_WhenTheFilmWasSentBefore_ThenTheThumbnailGoesWithItFromNowOn()
    {
        Skip.If(OperatingSystem.IsWindows(), "The program is a shell script");
        await using var service = NewService(WaitingProgram());
        var conversation = await service.NewConversationAsync();
        var uploaded = await UploadAsync(conversation.Sender, IsoFiles.Film(), "film.mp4");
        Assert.Equal(JsonValueKind.Null, uploaded["thumbnail_url"].ValueKind);
        LetGo();
        var body = JsonBody(conversation, uploaded["_id"].GetString()!);
        var first = (await conversation.Sender.SendAsync(body)).Expect(HttpStatusCode.Created);

        await Eventually.HoldsAsync(async () => (await ShownAsync(conversation, first["_id"].GetString()!)).All(shown => shown is not null));

        var second = (await conversation.Sender.SendAsync(body)).Expect(HttpStatusCode.Created);
        Assert.Equal((await ShownAsync(conversation, first["_id"].GetString()!))[0], second["media.thumbnail_url"].GetString());
    }

    /// <summary>Killed or ended while it makes one: the next start goes on once the claim has ended.</summary>
    [SkippableFact]
    public async Task Start_WhenTheServiceEndedAmidAThumbnail_ThenTheNextOneMakesIt()
    {
        Skip.If(OperatingSystem.IsWindows(), "The program is a shell script");
        Conversation conversation;
        string id;
        await using (var service = NewService(HangingProgram()))
        {
            conversation = await service.NewConversationAsync();
            id = (await SendAsync(conversation, IsoFiles.Film(), "film.mp4"))["_id"].GetString()!;
            // The first run was the upload's.
            await Eventually.HoldsAsync(() => Directory.GetFileSystemEntries(programs.Path, $"{Run}*").Length == 2);
        }

        var before = folder.StoredFiles();
        var time = new MovableTime { Ahead = TimeSpan.FromMinutes(3) };
        await using var next = NewService(FilmProgram.Write(programs.Path), time);
        var target = next.User(conversation.Target.UserId);

        await Eventually.HoldsAsync(async () =>
            (await target.GetAsync($"/api/v2/messages/{id}")).Expect(HttpStatusCode.OK)["media.thumbnail_url"].ValueKind == JsonValueKind.String);

        // The thumbnail and its name, and nothing half done.
        await Eventually.HoldsAsync(() => !folder.StoredFiles().Any(file => file.EndsWith(".tmp", StringComparison.Ordinal)));
        Assert.Equal(2, folder.StoredFiles().Except(before).Count());
    }

    [SkippableFact]
    public async Task Send_WhenTwoNodesShareADatabase_ThenItIsMadeOnceAndToldOnceAtBoth()
    {
        Skip.If(OperatingSystem.IsWindows(), "The program is a shell script");
        await using var database = await OwnMongoDatabase.DemandAsync();
        using var otherFolder = new TemporaryFolder();
        var program = WaitingProgram();
        await using var node = NewService(program, mongo: database.ConnectionString);
        await using var other = NewService(program, folder: otherFolder, mongo: database.ConnectionString);
        var conversation = await node.NewToldConversationAsync(other);
        await using var here = await EventListening.OpenAsync(node, conversation.Target.UserId);
        await using var there = await EventListening.OpenAsync(other, conversation.Target.UserId);
        var stored = database.Database.GetCollection<BsonDocument>("media.files");
        var before = await stored.CountDocumentsAsync(new BsonDocument());

        var sent = await SendAsync(conversation, IsoFiles.Film(), "film.mp4");
        LetGo();
        foreach (var listener in new[] { here, there })
        {
            Assert.Equal("message.created", (await listener.NextEventAsync()).Name);
            var updated = await listener.NextEventAsync();
            Assert.Equal(("message.updated", sent["_id"].GetString()), (updated.Name, updated.Json.GetProperty("_id").GetString()));
            Assert.EndsWith(".jpg", updated.Json.GetProperty("media").GetProperty("thumbnail_url").GetString(), StringComparison.Ordinal);
        }

        await conversation.SendAsync("and then");

        foreach (var listener in new[] { here, there })
            Assert.Equal("and then", (await listener.NextEventAsync()).Json.GetProperty("content").GetString());
        Assert.Equal(before + 2, await stored.CountDocumentsAsync(new BsonDocument()));
    }

    private static async Task<List<string?>> ShownAsync(Conversation conversation, string id)
    {
        var single = (await conversation.Target.GetAsync($"/api/v2/messages/{id}")).Expect(HttpStatusCode.OK)["media.thumbnail_url"].GetString();
        var page = (await conversation.Target.GetAsync($"/api/v2/messages/chat/{conversation.ChatId}")).Expect(HttpStatusCode.OK)["items"].EnumerateArray();
        var chats = (await conversation.Target.GetAsync("/api/v2/chats")).Expect(HttpStatusCode.OK)["items"].EnumerateArray();
        JsonElement[] messages = [page.Single(message => message.GetProperty("_id").GetString() == id), chats.Single().GetProperty("lastMessage")];
        return [single, .. messages.Select(message => message.GetProperty("media").GetProperty("thumbnail_url").GetString())];
    }

    private string Gate => Path.Combine(programs.Path, "gate");

    /// <summary>Gives the picture once <see cref="LetGo"/> was called, and not before, however slow the machine is.</summary>
    private string WaitingProgram() => WriteProgram($"until [ -e '{Gate}' ]; do sleep 0.1; done\nexec '{FilmProgram.Write(programs.Path)}' \"$@\"");

    /// <summary>Never gives anything; each of its runs leaves a link, since it may write no file.</summary>
    private string HangingProgram() => WriteProgram($"ln -s run '{Path.Combine(programs.Path, Run)}'$$\nexec sleep 120");

    private string WriteProgram(string lines)
    {
        var name = Path.Combine(programs.Path, $"program-{Guid.NewGuid():N}");
        File.WriteAllText(name, $"#!/bin/sh\n{lines}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(name, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return name;
    }

    private void LetGo() => File.WriteAllText(Gate, "");

    private Service NewService(string program, TimeProvider? time = null, TemporaryFolder? folder = null, string mongo = "") => new(new ServiceOptions((folder ?? this.folder).Path)
    {
        Settings = new Dictionary<string, string> { ["Media:FilmTime"] = "00:00:00.2", ["ConnectionStrings:MongoDB"] = mongo },
        Replace = services =>
        {
            services.AddSingleton(new VideoThumbnailer(program, probe: "no-such-program"));
            if (time is not null)
                services.AddSingleton(time);
        },
    });
}
