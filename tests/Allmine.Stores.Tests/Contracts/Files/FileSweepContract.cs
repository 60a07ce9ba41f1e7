using System.Collections.Concurrent;
using Allmine.Application.GroupCommit;
using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.Media;
using Allmine.Application.Ports.Files;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace Allmine.Stores.Tests.Contracts.Files;

/// <summary>The sweep of unused files and sends of these files, at one moment.</summary>
public abstract class FileSweepContract(IStoreFixture store) : StoreContract(store)
{
    private const int Rounds = 24;
    private const int FilesOfEach = 6;

    private readonly ConcurrentDictionary<string, bool> stored = new();

    [SkippableFact]
    public async Task Sweep_WhenSendsBindTheSameFiles_ThenEachIsEitherCarriedOrRemoved()
    {
        var chat = await AddDirectChatAsync();
        var engine = new GroupCommitEngine(
            Store.CommitStore, Store.Ids, TimeProvider.System, NullLogger<GroupCommitEngine>.Instance,
            new GroupCommitOptions { Deadline = TimeSpan.FromMinutes(1) });
        var lifecycle = new FileLifecycle(
            Store.Files, Media(), Store.Ids, new FakeTimeProvider(new DateTimeOffset(Noon + UploadedFile.UnusedLifetime).AddMilliseconds(1)));
        var (carried, removed) = (0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var files = new List<UploadedFile>();
            for (var i = 0; i < FilesOfEach; i++)
                files.Add(await AddAsync(chat.Members[0].UserId));
            // The sweep begins after as many sends as are different from round to round, and while the next is on its way.
            var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var sweep = Task.Run(async () =>
            {
                await begin.Task;
                await lifecycle.SweepAsync(None);
            });
            var messages = new List<Message?>();
            foreach (var file in files)
            {
                if (messages.Count == round % FilesOfEach)
                {
                    begin.SetResult();
                    // Once it is ahead of all of them, however long it takes.
                    if (round == 0)
                        await sweep;
                }

                messages.Add(await TrySendAsync(engine, chat.Id, file));
            }

            await sweep;
            foreach (var (file, message) in files.Zip(messages))
            {
                var found = await Store.Files.FindAsync(new FileReference(file.OwnerId, file.Id.ToString()), None);
                Assert.Equal(message is null ? null : file with { State = FileState.Bound }, found);
                Assert.Equal(message is not null, stored.ContainsKey(file.Content.Key));
                if (message is not null)
                    ShouldBe.Same(message, await Store.Messages.FindAsync(message.Id, None));
            }

            carried += messages.Count(message => message is not null);
            removed += messages.Count(message => message is null);
        }

        Assert.Equal(carried, (await FindChatAsync(chat.Id)).LastSequence);
        Assert.Empty(await Store.Files.AbandonUnusedAsync(DateTime.MaxValue, 1, None));
        Assert.True(carried > 0, "No send was ahead of the sweep.");
        Assert.True(removed > 0, "The sweep was ahead of no send.");
    }

    /// <summary>Null if the file was not there any more.</summary>
    private async Task<Message?> TrySendAsync(GroupCommitEngine engine, Id<Chat> chat, UploadedFile file)
    {
        var draft = new MediaDraft(Caption: null) { File = file.Id.ToString() };
        try
        {
            return (await engine.CommitAsync(new SendIntent(NewId<Message>(), file.OwnerId, chat, null, draft))).Message;
        }
        catch (RefusedException refusal) when (refusal.Code == ErrorCode.MediaNotFound)
        {
            return null;
        }
    }

    private async Task<UploadedFile> AddAsync(Id<User> owner)
    {
        var id = NewId<UploadedFile>();
        var file = new UploadedFile(id, owner, new MediaContent(MediaKind.File, "a", 10, null, null, null, $"k{id}", null), Noon);
        stored[file.Content.Key] = true;
        await Store.Files.AddAsync(file, None);
        return file;
    }

    private IMediaStore Media()
    {
        var media = new Mock<IMediaStore>();
        media.Setup(store => store.DeleteAsync(It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .Callback((string key, CancellationToken _) => stored.TryRemove(key, out var _))
            .Returns(Task.CompletedTask);
        return media.Object;
    }
}
