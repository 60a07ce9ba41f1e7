using System.Net;
using System.Text.Json;
using Allmine.Api.Tests.Events;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Processes;

namespace Allmine.Api.Tests.Backups;

/// <summary>
/// The runbook for backup and restore, by its own lines, twice in a row and under load: what was committed before the backup is there and
/// replays, the whole store is sound, and clients learn that it went back.
/// </summary>
public sealed class BackupTests
{
    private const string Sqlite = "/usr/bin/sqlite3";
    private const string ChatId = "64d15f9e2e6c8f4d5a123456";

    [SkippableFact]
    public async Task Restore_WhenOfTheEmbeddedStore_ThenNothingOfBeforeTheBackupIsLostAndClientsLearnOfIt()
    {
        Skip.IfNot(File.Exists(Sqlite), "sqlite3 is missing: install Debian's package sqlite3");
        await using var store = new BackedUpEmbeddedStore();
        await RehearseAsync(store);
    }

    [SkippableFact]
    public async Task Restore_WhenOfAReplicaSet_ThenNothingOfBeforeTheBackupIsLostAndClientsLearnOfIt()
    {
        Skip.IfNot(MongoServer.HasMongod, MongoServer.NoMongod);
        await using var store = await BackedUpReplicaSet.StartAsync();
        await RehearseAsync(store);
    }

    private static async Task RehearseAsync(IBackedUpStore store)
    {
        var held = new List<KeyedLoad.Sent>();
        var positions = new List<string>();
        for (var round = 1; round <= 2; round++)
        {
            IReadOnlyList<KeyedLoad.Sent> before, all;
            long lastChange;
            await using (var service = await ServiceProcess.StartAsync(store.Folder, store.Settings))
            {
                using var http = new HttpClient { BaseAddress = service.Address };
                await using (var load = new KeyedLoad(service.Address, $"round-{round}"))
                {
                    await load.MoreAsync(40);
                    positions.Add(await PositionAsync(service));
                    before = load.Acknowledged;
                    await store.BackUpAsync();
                    await load.MoreAsync(40);
                    positions.Add(await PositionAsync(service));
                    await load.DisposeAsync();
                    all = load.Acknowledged;
                }

                lastChange = (await ChangesAsync(http, 0))["lastChange"].GetInt64();
                await service.TerminateAsync();
                Assert.Equal(0, await service.EndAsync());
            }

            await store.RestoreAsync();
            Assert.Equal(["/srv/allmine/app/Allmine.Api renew-positions", "/srv/allmine/app/Allmine.Api verify-ledger"], store.Commands);
            foreach (var command in store.Commands)
                await Runbook.RunAsync(command.Replace("/srv/allmine/app/Allmine.Api", ServiceProcess.PresentProgram, StringComparison.Ordinal), store.Folder is var folder && Directory.Exists(folder) ? folder : "/", [("DOTNET_ENVIRONMENT", "Development"), ("Embedded__Path", store.Folder), .. store.Settings]);

            held.AddRange(before);
            await using var restored = await ServiceProcess.StartAsync(store.Folder, store.Settings);
            await ExpectGoesOnAsync(restored, held, all, lastChange, positions);
            await restored.TerminateAsync();
            Assert.Equal(0, await restored.EndAsync());
            await ExpectSoundAsync(store);
        }
    }

    private static async Task ExpectGoesOnAsync(ServiceProcess service, List<KeyedLoad.Sent> held, IReadOnlyList<KeyedLoad.Sent> all, long lastChange, List<string> positions)
    {
        using var http = new HttpClient { BaseAddress = service.Address };
        var restoredTo = (await ChangesAsync(http, 0))["lastChange"].GetInt64();
        Assert.InRange(restoredTo, held.Max(sent => sent.Sequence), lastChange - 1);

        // A number that the chat does not have any more is void; one that it has is not.
        Assert.True((await ChangesAsync(http, lastChange))["reset"].GetBoolean());
        Assert.False((await ChangesAsync(http, restoredTo))["reset"].GetBoolean());

        // Each position of before, also of before the backup, and of the restore before this one.
        await ExpectResetAsync(service, positions);

        var present = (await ChangesAsync(http, 0))["lastChange"].GetInt64();
        // What was committed before the backup is replayed as it was, its file with it.
        foreach (var sent in held)
        {
            var reply = (await KeyedLoad.SendAgainAsync(http, sent)).Expect(HttpStatusCode.Created);
            Assert.Equal((sent.Id, sent.Sequence, "true"), (reply["_id"].GetString(), reply["sequence"].GetInt64(), reply.Header("Idempotent-Replayed")));
            if (reply["media"].ValueKind == JsonValueKind.Object)
                (await new Caller(http, null).GetAsync(new Uri(reply["media.url"].GetString()!).AbsolutePath)).Expect(HttpStatusCode.OK);
        }

        Assert.Equal(present, (await ChangesAsync(http, 0))["lastChange"].GetInt64());

        // What was lost is sent once more by its senders: each key has one message, whether it was in the backup or not.
        var ids = new HashSet<string>();
        var again = 0;
        foreach (var sent in all.OrderBy(sent => sent.Sequence))
        {
            var reply = (await KeyedLoad.SendAgainAsync(http, sent)).Expect(HttpStatusCode.Created);
            Assert.True(ids.Add(reply["_id"].GetString()!));
            again += reply.Header("Idempotent-Replayed") == "true" ? 0 : 1;
        }

        Assert.InRange(again, 30, all.Count);
        // As many numbers as before, and more: positions are void all the same.
        await using (var load = new KeyedLoad(service.Address, $"after-{restoredTo}"))
            await load.MoreAsync(20);
        await ExpectResetAsync(service, positions);
        await ExpectFollowsAsync(service, http);
    }

    /// <summary>A client that got its reset asks for everything, and then holds what comes: its state is the store's.</summary>
    private static async Task ExpectFollowsAsync(ServiceProcess service, HttpClient http)
    {
        var state = new SortedDictionary<long, string>();
        var changes = await ChangesAsync(http, 0);
        for (; ; changes = await ChangesAsync(http, changes["items"].EnumerateArray().Last().GetProperty("change").GetInt64()))
        {
            foreach (var item in changes["items"].EnumerateArray())
                state[item.GetProperty("message").GetProperty("sequence").GetInt64()] = item.GetProperty("message").GetProperty("_id").GetString()!;
            if (!changes["hasMore"].GetBoolean())
                break;
        }

        await using var stream = await EventListening.OpenAsync(service.Address, Tokens.ForUser(KeyedLoad.Ayse));
        await stream.NextAsync();
        var sender = new Caller(http, Tokens.ForUser(KeyedLoad.Mehmet));
        for (var i = 0; i < 5; i++)
            (await sender.SendAsync($$"""{ "type": "text", "chatId": "{{ChatId}}", "content": "on we go" }""")).Expect(HttpStatusCode.Created);
        for (var i = 0; i < 5; i++)
        {
            var created = await stream.NextEventAsync();
            Assert.Equal("message.created", created.Name);
            Assert.Equal(state.Keys.Max() + 1, created.Json.GetProperty("sequence").GetInt64());
            state[created.Json.GetProperty("sequence").GetInt64()] = created.Json.GetProperty("_id").GetString()!;
        }

        var stored = new List<string>();
        while (true)
        {
            var page = (await new Caller(http, Tokens.ForUser(KeyedLoad.Ayse)).GetAsync($"/api/v2/messages/chat/{ChatId}?after={stored.Count}&limit=100")).Expect(HttpStatusCode.OK);
            stored.AddRange(page["items"].EnumerateArray().Select(item => item.GetProperty("_id").GetString()!));
            if (!page["hasMore"].GetBoolean())
                break;
        }

        Assert.Equal(stored, state.Values);
        Assert.Equal(Enumerable.Range(1, stored.Count).Select(number => (long)number), state.Keys);
    }

    private static async Task ExpectResetAsync(ServiceProcess service, IEnumerable<string> positions)
    {
        foreach (var position in positions)
        {
            await using var stream = await EventListening.OpenAsync(service.Address, Tokens.ForUser(KeyedLoad.Ayse), position);
            Assert.Equal("reset", (await stream.NextEventAsync()).Name);
        }

        // One of now is none of them. The node may be behind what was sent before: it has come to all of it when it tells of one more.
        using var http = new HttpClient { BaseAddress = service.Address };
        var sender = new Caller(http, Tokens.ForUser(KeyedLoad.Mehmet));
        await using var before = await EventListening.OpenAsync(service.Address, Tokens.ForUser(KeyedLoad.Ayse));
        var last = (await sender.SendAsync($$"""{ "type": "text", "chatId": "{{ChatId}}", "content": "here" }""")).Expect(HttpStatusCode.Created)["_id"].GetString()!;
        while (await before.NextEventAsync() is var told && !(told.Name == "message.created" && told.Json.GetProperty("_id").GetString() == last))
        {
        }

        var present = before.LastId;
        (await sender.SendAsync($$"""{ "type": "text", "chatId": "{{ChatId}}", "content": "still here" }""")).Expect(HttpStatusCode.Created);
        await using var goesOn = await EventListening.OpenAsync(service.Address, Tokens.ForUser(KeyedLoad.Ayse), present);
        Assert.Equal("message.created", (await goesOn.NextEventAsync()).Name);
    }

    private static async Task<string> PositionAsync(ServiceProcess service)
    {
        await using var stream = await EventListening.OpenAsync(service.Address, Tokens.ForUser(KeyedLoad.Ayse));
        await stream.NextAsync();
        return stream.LastId!;
    }

    private static async Task<Hosting.Http.Reply> ChangesAsync(HttpClient http, long after) =>
        (await new Caller(http, Tokens.ForUser(KeyedLoad.Ayse)).GetAsync($"/api/v2/chats/{ChatId}/changes?after={after}&limit=100")).Expect(HttpStatusCode.OK);

    private static async Task ExpectSoundAsync(IBackedUpStore store)
    {
        var (exitCode, output, errors) = await ServiceProcess.CommandAsync(["verify-ledger"], store.Folder, store.Settings);
        Assert.True(exitCode == 0, errors);
        Assert.Contains("All is well", output, StringComparison.Ordinal);
    }
}
