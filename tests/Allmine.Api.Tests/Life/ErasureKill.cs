using System.Diagnostics;
using System.Net;
using System.Text;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;
using Allmine.Api.Tests.Processes;

namespace Allmine.Api.Tests.Life;

/// <summary>
/// The service is killed as soon as it has answered deletions. Within a minute after them, nothing that the store has written has any of the words and bytes.
/// The service's own clock decides; the test waits for it.
/// </summary>
internal static class ErasureKill
{
    private static readonly TimeSpan Promised = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Once with what has just been deleted; in the long form also in the middle of the work, wherever that is then.</summary>
    private static readonly int Kills = LongForm.IsAskedFor ? 3 : 1;

    /// <param name="folder">Of the service.</param>
    /// <param name="search">Finds those of the words that the store has written.</param>
    /// <param name="settings">Of the service.</param>
    public static async Task RunAsync(TemporaryFolder folder, Func<IReadOnlyCollection<string>, Task<IReadOnlyList<string>>> search, params (string Name, string? Value)[] settings)
    {
        var (gone, kept) = (new Words(), new Words());
        using var standstill = new Standstill();
        long since;
        IReadOnlyList<string> mediaUrls, filesBefore;
        await using (var service = await ServiceProcess.StartAsync(folder.Path, settings))
        {
            using var http = new HttpClient { BaseAddress = service.Address };
            var chat = await new Chat(new Caller(http, Tokens.ForService()), http).OpenAsync();
            await chat.SendTextAsync(kept);
            filesBefore = folder.StoredFiles();
            var messages = await chat.SendAllAsync(gone);
            mediaUrls = await chat.MediaOfAsync(messages);
            Assert.Equal(gone.All.Concat(kept.All).Order(), (await search([.. gone.All, .. kept.All])).Distinct().Order());

            foreach (var message in messages)
                (await chat.Sender.SendAsync(HttpMethod.Delete, message, null)).Expect(HttpStatusCode.OK);
            since = Stopwatch.GetTimestamp();
            service.Kill();
            await service.EndAsync();
        }

        // Without the work that is still to be done, there would be nothing to look for.
        Assert.NotEmpty(await search(gone.All));
        for (var kill = 1; kill < Kills; kill++)
        {
            await using var killed = await ServiceProcess.StartAsync(folder.Path, settings);
            await Task.Delay(Random.Shared.Next(3000));
            // What the last one was working on is nobody else's for a while.
            since = Stopwatch.GetTimestamp();
            killed.Kill();
            await killed.EndAsync();
        }

        await using var last = await ServiceProcess.StartAsync(folder.Path, settings);
        IReadOnlyList<string> left;
        while ((left = await search(gone.All)).Count > 0 && Stopwatch.GetElapsedTime(since) < Promised + standstill.Total)
            await Task.Delay(Pause);
        Assert.Empty(left);
        Assert.Equal(kept.All.Order(), (await search(kept.All)).Distinct().Order());
        Assert.Equal(filesBefore.Order(), folder.StoredFiles().Order());
        using var client = new HttpClient { BaseAddress = last.Address };
        foreach (var url in mediaUrls)
            Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(url)).StatusCode);
    }

    /// <summary>Words like nothing else in a store.</summary>
    private sealed class Words
    {
        private readonly List<string> all = [];

        public IReadOnlyCollection<string> All => all;

        public string Next()
        {
            var word = Guid.NewGuid().ToString("N");
            all.Add(word);
            return word;
        }

        /// <summary>A text of so many copies of one: a store may cut a long one into pieces, in the middle of a word.</summary>
        public string Next(int copies) => string.Join(' ', Enumerable.Repeat(Next(), copies));
    }

    /// <summary>Two users and their messages.</summary>
    private sealed class Chat(Caller backend, HttpClient http)
    {
        private readonly Caller target = NewCaller(http);
        private string id = "";

        public Caller Sender { get; } = NewCaller(http);

        public async Task<Chat> OpenAsync()
        {
            foreach (var user in new[] { Sender, target })
                (await backend.PutAsync($"/api/v2/users/{user.UserId}", """{ "username": "somebody" }""")).Expect(HttpStatusCode.Created);
            id = (await Sender.PostAsync("/api/v2/chats", $$"""{ "memberIds": ["{{target.UserId}}"] }""")).Expect(HttpStatusCode.Created)["_id"].GetString()!;
            return this;
        }

        /// <summary>One of each: what was edited, what was reacted to, pinned and answered, what is long, what carries a file, what names one that was uploaded before.</summary>
        /// <returns>The paths of the messages.</returns>
        public async Task<IReadOnlyList<string>> SendAllAsync(Words words)
        {
            var edited = await SendTextAsync(words);
            (await Sender.SendAsync(HttpMethod.Patch, edited, Caller.JsonBody($$$"""{ "content": "{{{words.Next(3)}}}", "metadata": {"a":"{{{words.Next(3)}}}"} }"""))).Expect(HttpStatusCode.OK);
            (await Sender.SendAsync(HttpMethod.Patch, edited, Caller.JsonBody($$"""{ "content": "{{words.Next(100)}}" }"""))).Expect(HttpStatusCode.OK);
            var loved = await SendTextAsync(words);
            (await target.SendAsync(HttpMethod.Put, $"{loved}/reactions/{Uri.EscapeDataString("👍")}", null)).Expect(HttpStatusCode.OK);
            (await target.SendAsync(HttpMethod.Put, $"{loved}/pin", null)).Expect(HttpStatusCode.OK);
            return [edited, loved, await SendTextAsync(words, copies: 140), await SendFormAsync(words), await SendFileAsync(words)];
        }

        public async Task<string> SendTextAsync(Words words, int copies = 3)
        {
            var body = $$$"""{ "type": "text", "chatId": "{{{id}}}", "content": "{{{words.Next(copies)}}}", "metadata": {"a":"{{{words.Next(3)}}}"}, "mentions": ["{{{target.UserId}}}"] }""";
            return PathOf(await Sender.SendAsync(body, ("Idempotency-Key", Guid.NewGuid().ToString())));
        }

        public async Task<IReadOnlyList<string>> MediaOfAsync(IReadOnlyList<string> messages)
        {
            var urls = new List<string>();
            foreach (var message in messages)
            {
                if ((await Sender.GetAsync(message)).Expect(HttpStatusCode.OK)["media"] is { ValueKind: System.Text.Json.JsonValueKind.Object } media)
                    urls.Add(new Uri(http.BaseAddress!, media.GetProperty("url").GetString()).PathAndQuery);
            }

            return urls;
        }

        private async Task<string> SendFormAsync(Words words)
        {
            var form = Form.Of(Form.Text("type", "media"), Form.Text("chatId", id), Form.Text("content", words.Next(3)), FileOf(words));
            return PathOf(await Sender.SendAsync(HttpMethod.Post, Caller.MessagesPath, form, ("Idempotency-Key", Guid.NewGuid().ToString())));
        }

        private async Task<string> SendFileAsync(Words words)
        {
            var file = (await Sender.SendAsync(HttpMethod.Post, "/api/v2/files", Form.Of(FileOf(words)))).Expect(HttpStatusCode.Created)["_id"].GetString();
            return PathOf(await Sender.SendAsync($$"""{ "type": "media", "chatId": "{{id}}", "file": "{{file}}", "content": "{{words.Next(3)}}" }"""));
        }

        /// <summary>Large enough for several pieces.</summary>
        private static byte[] FileOf(Words words) => Form.File(Encoding.ASCII.GetBytes(words.Next(20_000)), $"{words.Next()}.bin");

        private static string PathOf(Reply sent) => $"{Caller.MessagesPath}/{sent.Expect(HttpStatusCode.Created)["_id"].GetString()}";

        private static Caller NewCaller(HttpClient http)
        {
            var user = Tokens.NewId();
            return new Caller(http, Tokens.ForUser(user), user);
        }
    }
}
