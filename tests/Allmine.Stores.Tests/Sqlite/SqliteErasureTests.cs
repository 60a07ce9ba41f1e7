using System.Text;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Messages;
using Allmine.Application.Ports.Snapshots;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Infrastructure;
using Allmine.Infrastructure.Persistence.Sqlite.Database;
using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.Sqlite;

/// <summary>Words of deleted messages, looked for in every byte of every file of the store.</summary>
public sealed class SqliteErasureTests : IDisposable
{
    private static readonly ObjectIdGenerator Ids = new(TimeProvider.System);
    private static readonly DateTime Noon = StoreContract.Noon;

    private readonly string folder = Directory.CreateTempSubdirectory("allmine-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>
    /// Thousands of rows that come, change and go in any order, so that SQLite splits and moves pages of every table. Words that were not taken away are found by the same search.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Scrub_WhenMessagesWereDeleted_ThenTheirWordsAreInNoByteOfAnyFile(int seed)
    {
        using var store = new EmbeddedStore(folder);
        await store.InitializeAsync();
        var life = new Life(store, new Random(seed));
        for (var round = 0; round < (LongForm.IsAskedFor ? 400 : 60); round++)
            await life.GoOnAsync();
        Assert.InRange(life.Gone.Count, 50, int.MaxValue);

        Assert.True(await store.Get<IErasureBacklog>().ScrubAsync(default));

        var found = WordsIn(await ReadFilesAsync());
        Assert.DoesNotContain(life.Gone, found.Contains);
        Assert.All(life.Kept, word => Assert.Contains(word, found));
    }

    /// <summary>The search finds what a database leaves that does not overwrite: without that, the tests here would not fail.</summary>
    [Fact]
    public async Task Scrub_WhenTheDatabaseWouldNotOverwrite_ThenTheSearchFindsWordsOfDeletedMessages()
    {
        using var store = new EmbeddedStore(folder);
        await store.InitializeAsync();
        await store.ExecuteAsync("PRAGMA secure_delete = OFF");
        var life = new Life(store, new Random(1));
        for (var round = 0; round < 20; round++)
            await life.GoOnAsync();

        Assert.True(await store.Get<IErasureBacklog>().ScrubAsync(default));

        Assert.Contains(WordsIn(await ReadFilesAsync()), life.Gone.Contains);
    }

    /// <summary>The names of files are in a table and an index of their own.</summary>
    [Fact]
    public async Task Scrub_WhenFilesWereRemoved_ThenTheirNamesAreInNoByteOfAnyFile()
    {
        using var store = new EmbeddedStore(folder);
        await store.InitializeAsync();
        var (files, random) = (store.Get<IFileRepository>(), new Random(6));
        var owners = Enumerable.Range(0, 20).Select(_ => NewId<User>()).ToList();
        var (kept, gone) = (new List<(Id<UploadedFile> Id, string Name)>(), new List<string>());
        for (var i = 0; i < 1500; i++)
        {
            if (kept.Count == 0 || random.Next(5) < 3)
            {
                var (id, word) = (NewId<UploadedFile>(), NewWord());
                var content = new MediaContent(MediaKind.Video, $"{word}.mp4", 1, null, null, null, $"{id}.mp4", null);
                await files.AddAsync(new UploadedFile(id, owners[random.Next(20)], content, Noon, FileState.Pending) { LaterThumbnail = new LaterThumbnail($"{id}.jpg", Noon) }, default);
                kept.Add((id, word));
                continue;
            }

            var at = random.Next(kept.Count);
            await files.AbandonAsync(kept[at].Id, default);
            await files.RemoveAsync(kept[at].Id, default);
            gone.Add(kept[at].Name);
            kept.RemoveAt(at);
        }

        Assert.True(await store.Get<IErasureBacklog>().ScrubAsync(default));

        var found = WordsIn(await ReadFilesAsync());
        Assert.DoesNotContain(gone, found.Contains);
        Assert.All(kept, file => Assert.Contains(file.Name, found));
    }

    /// <summary>Events of some messages are erased, and the oldest are trimmed, while others are appended. After a break all that was before goes.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Scrub_WhenEventsOfTheFeedWereErasedOrTrimmed_ThenTheirWordsAreInNoByteOfAnyFile(int seed)
    {
        using var store = new EmbeddedStore(folder);
        await store.InitializeAsync();
        var feed = new KeptFeed(store.Get<IFeedLog>(), new Random(seed));
        for (var round = 0; round < (LongForm.IsAskedFor ? 1_000 : 120); round++)
            await feed.GoOnAsync();
        Assert.InRange(feed.Erased, 100, int.MaxValue);
        Assert.InRange(feed.Gone.Count, 2_000, int.MaxValue);
        // Rows are removed far below the floor, and only there.
        Assert.InRange((await store.QueryAsync("SELECT CAST(swept AS TEXT) FROM feed_state")).Select(long.Parse).Single(), 1_000, int.MaxValue);

        Assert.True(await store.Get<IErasureBacklog>().ScrubAsync(default));

        var found = WordsIn(await ReadFilesAsync());
        Assert.DoesNotContain(feed.Gone, found.Contains);
        Assert.All(feed.Kept, word => Assert.Contains(word, found));

        await feed.BreakAsync();
        Assert.True(await store.Get<IErasureBacklog>().ScrubAsync(default));
        found = WordsIn(await ReadFilesAsync());
        Assert.DoesNotContain(feed.Gone, found.Contains);
    }

    /// <summary>After the process has died, too: nothing that was removed comes back by the log.</summary>
    [Fact]
    public async Task Scrub_WhenTheStoreWasOpenedAgain_ThenItIsDoneAllTheSame()
    {
        using (var store = new EmbeddedStore(folder))
        {
            await store.InitializeAsync();
            var life = new Life(store, new Random(4));
            for (var round = 0; round < 20; round++)
                await life.GoOnAsync();
            // As a process leaves them that is killed: the log has everything.
            var copy = Directory.CreateDirectory(Path.Combine(folder, "killed")).FullName;
            foreach (var file in Directory.GetFiles(folder, "allmine.db*"))
                File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
            Assert.Contains(WordsIn(await ReadFilesAsync(copy)), life.Gone.Contains);

            using var after = new EmbeddedStore(copy);
            await after.InitializeAsync();
            Assert.True(await after.Get<IErasureBacklog>().ScrubAsync(default));

            var found = WordsIn(await ReadFilesAsync(copy));
            Assert.DoesNotContain(life.Gone, found.Contains);
            Assert.All(life.Kept, word => Assert.Contains(word, found));
        }
    }

    /// <summary>Sends go on while somebody reads the store as of an earlier moment: nothing waits for the end of that.</summary>
    [Fact]
    public async Task Scrub_WhenAVerificationReadsAsOfBefore_ThenItIsNotDoneUntilThatEnds()
    {
        using var store = new EmbeddedStore(folder);
        await store.InitializeAsync();
        var life = new Life(store, new Random(5));
        while (life.Gone.Count == 0)
            await life.GoOnAsync();
        var erasures = store.Get<IErasureBacklog>();
        await using (await store.Get<IStoreSnapshots>().OpenAsync(default))
        {
            await life.GoOnAsync();
            using var standstill = new Standstill();
            // A statement of the writer waits for two seconds at most; this is not to be near it.
            Assert.True(await standstill.TimeAsync(async () => Assert.False(await erasures.ScrubAsync(default))) < TimeSpan.FromSeconds(1.5));
            await life.GoOnAsync();
        }

        Assert.True(await erasures.ScrubAsync(default));
        var found = WordsIn(await ReadFilesAsync());
        Assert.DoesNotContain(life.Gone, found.Contains);
    }

    /// <summary>A program that knew no deletion has not overwritten what it moved or removed.</summary>
    [Fact]
    public async Task Open_WhenAnOlderProgramHasLeftWordsInFreePages_ThenTheyAreInNoByteOfAnyFile()
    {
        var words = Enumerable.Range(0, 2000).Select(_ => NewWord()).ToList();
        using (var session = SqliteOlderStore.Make(folder, "message_life"))
        {
            session.Execute("PRAGMA secure_delete = OFF; CREATE TABLE junk (word TEXT)");
            foreach (var word in words)
                session.Execute($"INSERT INTO junk VALUES ('{word} {new string('x', 200)}')");
            session.Execute("DROP TABLE junk");
        }

        Assert.NotEmpty(WordsIn(await ReadFilesAsync()));
        using (var store = new EmbeddedStore(folder))
        {
            await store.InitializeAsync();
            Assert.Empty(WordsIn(await ReadFilesAsync()));
            Assert.Equal(["1"], await store.QueryAsync("SELECT user_version FROM pragma_user_version"));
            Assert.Empty(await store.QueryAsync("SELECT 1 FROM pragma_foreign_key_check"));
            Assert.Equal(["1"], await store.QueryAsync("SELECT foreign_keys FROM pragma_foreign_keys"));
        }
    }

    /// <summary>The work is done again if it was cut short: the mark is set by its end.</summary>
    [Fact]
    public async Task Open_WhenTheClearingWasCutShort_ThenTheNextOpeningDoesIt()
    {
        using (var store = new EmbeddedStore(folder))
            await store.InitializeAsync();
        using (var session = SqliteSession.OpenWriter(SqliteDatabase.FileIn(folder)))
        {
            session.Execute("PRAGMA user_version = 0; PRAGMA secure_delete = OFF; CREATE TABLE junk (word TEXT)");
            for (var i = 0; i < 500; i++)
                session.Execute($"INSERT INTO junk VALUES ('{NewWord()} {new string('x', 200)}')");
            session.Execute("DROP TABLE junk");
        }

        Assert.NotEmpty(WordsIn(await ReadFilesAsync()));
        using var again = new EmbeddedStore(folder);
        await again.InitializeAsync();

        Assert.Empty(WordsIn(await ReadFilesAsync()));
        Assert.Equal(["1"], await again.QueryAsync("SELECT user_version FROM pragma_user_version"));
    }

    /// <summary>Like nothing else in a file.</summary>
    private static string NewWord() => $"<{Guid.NewGuid():N}>";

    private Task<List<byte[]>> ReadFilesAsync() => ReadFilesAsync(folder);

    private static async Task<List<byte[]>> ReadFilesAsync(string folder)
    {
        var files = new List<byte[]>();
        foreach (var name in Directory.GetFiles(folder).Where(name => !name.EndsWith(".lock", StringComparison.Ordinal)))
        {
            using var bytes = new MemoryStream();
            await using var file = new FileStream(name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            await file.CopyToAsync(bytes);
            files.Add(bytes.ToArray());
        }

        Assert.NotEmpty(files);
        return files;
    }

    /// <summary>All that looks like a word. SQLite keeps texts as UTF-8, the pages of a long one beside one another or not: a word at the border of two is looked for in others of its copies.</summary>
    private static HashSet<string> WordsIn(List<byte[]> files)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        foreach (var bytes in files)
        {
            for (var i = bytes.AsSpan().IndexOf((byte)'<'); i >= 0;)
            {
                if (i + 34 <= bytes.Length && bytes[i + 33] == '>')
                    words.Add(Encoding.ASCII.GetString(bytes.AsSpan(i, 34)));
                var next = bytes.AsSpan(i + 1).IndexOf((byte)'<');
                i = next < 0 ? -1 : i + 1 + next;
            }
        }

        return words;
    }

    private static Id<T> NewId<T>()
        where T : class => Ids.NewId<T>();

    /// <summary>What happens to the messages of some chats, with words that are never used twice.</summary>
    private sealed class Life(EmbeddedStore store, Random random)
    {
        private readonly List<Id<Chat>> chats = [];
        private readonly Dictionary<Id<Message>, List<string>> words = [];

        public HashSet<string> Gone { get; } = new(StringComparer.Ordinal);

        public IEnumerable<string> Kept => words.Values.SelectMany(known => known);

        /// <summary>A round of sends and of what becomes of earlier messages.</summary>
        public async Task GoOnAsync()
        {
            if (chats.Count < 8)
                await AddChatAsync();
            var round = new ChangeSet();
            foreach (var id in chats.Where(_ => random.Next(3) > 0))
            {
                var change = new ChatChange((await store.Get<IChatRepository>().FindAsync(id, default))!, isNew: false);
                var messages = (await store.Get<IMessageRepository>().PageAsync(id, new HistoryWindow(null, 0, int.MaxValue), default)).ToDictionary(found => found.Sequence, found => found.GetReadable());
                for (var i = random.Next(1, 30); i > 0; i--)
                    Act(round, change, messages);
            }

            if (!round.IsEmpty)
                Assert.Equal(CommitResult.Committed, await store.Get<ICommitStore>().CommitAsync(round, default));
        }

        private async Task AddChatAsync()
        {
            var chat = Chat.Group(NewId<Chat>(), null, Enumerable.Range(0, 5).Select(_ => NewId<User>()), Noon);
            await store.Get<IChatRepository>().AddAsync(chat, default);
            chats.Add(chat.Id);
        }

        private void Act(ChangeSet round, ChatChange change, Dictionary<long, Message> messages)
        {
            if (!round.Chats.Contains(change))
                round.Chats.Add(change);
            var what = random.Next(10);
            if (messages.Count == 0 || what < 4)
            {
                var sent = Send(round, change);
                messages[sent.Sequence] = sent;
                return;
            }

            var before = messages[random.Next(messages.Count) + 1];
            if (before.IsDeleted || Choose(what, before, change.Chat) is not { } alter)
                return;
            var after = alter.Of(before, change.Chat.NextChange);
            if (ReferenceEquals(after, before))
                return;
            if (after.IsDeleted && words.Remove(before.Id, out var gone))
                Gone.UnionWith(gone);
            messages[before.Sequence] = after;
            round.Alterations.Add(new AlterationWrite(change.Chat.Alter(after, alter.Kind, alter.UserId, alter.Emoji), before, after));
        }

        private Alter? Choose(int what, Message message, Chat chat) => what switch
        {
            4 or 5 when message.Life.Version < MessageLife.MaxVersions => Alter.Edit(Text(message.Id), $"{{\"m\":\"{Word(message.Id)}\"}}"),
            6 or 7 => Alter.React(chat.Members[random.Next(5)].UserId, $"{random.Next(15)}"),
            8 when chat.Pins.Count < 20 => Alter.Pin,
            9 => Alter.Delete,
            _ => null,
        };

        private Message Send(ChangeSet round, ChatChange change)
        {
            var (id, sender) = (NewId<Message>(), change.Chat.Members[random.Next(5)].UserId);
            words[id] = [];
            var header = new MessageHeader(id, change.Chat.Id, change.Chat.NextSequence, sender, Noon)
            {
                Change = change.Chat.NextChange,
                Attributes = new MessageAttributes($"{{\"m\":\"{Word(id)}\"}}", random.Next(2) == 0, null, []),
            };
            var message = random.Next(4) == 0
                ? Message.OfMedia(header, new MediaContent(MediaKind.File, $"{Word(id)}.bin", 1, null, null, null, $"{NewId<UploadedFile>()}.bin", null), Text(id))
                : Message.Text(header, MessageText.From(Text(id)));
            change.Senders.Add(sender);
            change.Chat.Append(message);
            round.Messages.Add(message);
            return message;
        }

        private string Word(Id<Message> id)
        {
            var word = NewWord();
            words[id].Add(word);
            return word;
        }

        /// <summary>Short ones, and some that need pages of their own.</summary>
        private string Text(Id<Message> id)
        {
            var copies = random.Next(12) == 0 ? random.Next(4, 140) : random.Next(1, 4);
            return string.Concat(Enumerable.Repeat(Word(id), copies));
        }
    }

    /// <summary>What happens to the feed, with words that are never used twice.</summary>
    private sealed class KeptFeed(IFeedLog log, Random random)
    {
        private readonly List<Id<FeedLane>> chats = [.. Enumerable.Range(0, 60).Select(_ => NewId<FeedLane>())];
        private readonly List<(long Number, Id<Message> Message, string Word)> kept = [];
        private long last;

        public HashSet<string> Gone { get; } = new(StringComparer.Ordinal);

        public IEnumerable<string> Kept => kept.Select(entry => entry.Word);

        public int Erased { get; private set; }

        /// <summary>A round of events, some of which are of deletions, and of a trimming at times.</summary>
        public async Task GoOnAsync()
        {
            var entries = Enumerable.Range(0, random.Next(1, 250)).Select(i => NewEntry(last + 1 + i)).ToList();
            var erasures = new List<FeedErasure>();
            for (var i = random.Next(0, 12); i > 0 && kept.Count > 0; i--)
            {
                var at = random.Next(kept.Count);
                var ofMessage = Assert.Single(await log.ReadOfMessageAsync(kept[at].Message, 0, 10, default));
                erasures.Add(new FeedErasure(ofMessage.Number, $$"""{"deleted":"{{new string('-', random.Next(2_000))}}"}"""));
                Remove(at);
                Erased++;
            }

            Assert.True(await log.AppendAsync(new FeedAppend(0, last, entries, erasures, new EventPosition($"{last}")), default));
            kept.AddRange(entries.Select(entry => (entry.Number, entry.MessageId!.Value, entry.Data.Split('"')[3][..34])));
            last += entries.Count;
            if (random.Next(3) == 0)
                return;
            var floor = last - random.Next(700);
            await log.TrimAsync(0, Noon.AddSeconds(floor).AddMilliseconds(1), 1_500, [], default);
            RemoveUpTo((await log.ReadStateAsync(default)).Floor);
        }

        public async Task BreakAsync()
        {
            Assert.True(await log.BreakAsync(0, new EventPosition("break"), default));
            Assert.Equal(0, await log.TrimAsync(0, Noon, 100, [], default));
            RemoveUpTo(last);
        }

        private FeedEntry NewEntry(long number)
        {
            var chat = chats[random.Next(chats.Count)];
            var copies = random.Next(12) == 0 ? random.Next(4, 140) : random.Next(1, 4);
            return new FeedEntry
            {
                Number = number,
                Id = NewId<FeedEntry>(),
                Type = FeedType.MessageCreated,
                Lane = chat,
                ChatId = Id<Chat>.FromBytes(chat.ToBytes()),
                Change = random.Next(5) == 0 ? null : number,
                MessageId = NewId<Message>(),
                CreatedAt = Noon.AddSeconds(number),
                Data = $$"""{"text":"{{string.Concat(Enumerable.Repeat(NewWord(), copies))}}"}""",
            };
        }

        private void RemoveUpTo(long floor)
        {
            for (var i = kept.Count - 1; i >= 0; i--)
            {
                if (kept[i].Number <= floor)
                    Remove(i);
            }
        }

        private void Remove(int at)
        {
            Gone.Add(kept[at].Word);
            kept.RemoveAt(at);
        }
    }
}
