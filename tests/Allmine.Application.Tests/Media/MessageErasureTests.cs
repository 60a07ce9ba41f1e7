using Allmine.Application.GroupCommit;
using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.GroupCommit.Intents.Alterations;
using Allmine.Application.Media;
using Allmine.Application.Ports.Files;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace Allmine.Application.Tests.Media;

public sealed class MessageErasureTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private readonly InMemoryStore store = Samples.Store();
    private readonly InMemoryMedia media = new();
    private readonly FakeTimeProvider time = new(new DateTimeOffset(Samples.Noon));
    private readonly GroupCommitEngine engine;

    public MessageErasureTests()
    {
        engine = new GroupCommitEngine(store, new CountingIds(), time, NullLogger<GroupCommitEngine>.Instance, new GroupCommitOptions());
        store.Put(Samples.PhotoOf(Samples.Ada) with { State = FileState.Staged });
        media.Put(File.Content.Key, [1]);
    }

    [Fact]
    public async Task SeeToDue_WhenATextWasDeleted_ThenThereIsNothingLeftToDo()
    {
        await DeleteAsync((await engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada))).Message);

        Assert.Equal(1, await NewErasure().SeeToDueAsync(default));

        Assert.Empty(store.Erasures);
        Assert.Single(media.Keys);
    }

    [Fact]
    public async Task SeeToDue_WhenTheLastMessageWithAFileWasDeleted_ThenItsBytesGoOnceItIsSettled()
    {
        await DeleteAsync(await SendFileAsync(Samples.Team));
        var erasure = NewErasure();

        Assert.Equal(1, await erasure.SeeToDueAsync(default));
        Assert.Equal((FileState.Released, 1), (File.State, media.Keys.Count));
        // Nobody can name it from then on.
        await Assert.ThrowsAsync<RefusedException>(() => SendFileAsync(Samples.Team));
        time.Advance(Erasure.Settling - Moment);
        Assert.Equal(0, await erasure.SeeToDueAsync(default));
        Assert.Single(media.Keys);

        time.Advance(Moment);
        Assert.Equal(1, await erasure.SeeToDueAsync(default));

        Assert.Empty(media.Keys);
        Assert.Empty(store.Files);
        Assert.Empty(store.Erasures);
    }

    [Fact]
    public async Task SeeToDue_WhenAnotherMessageHasTheFile_ThenItStaysUntilThatOneIsDeletedToo()
    {
        var first = await SendFileAsync(Samples.Team);
        var second = await SendFileAsync(Samples.Two);
        await DeleteAsync(first);
        var erasure = NewErasure();

        await SeeToAllAsync(erasure);
        Assert.Equal((FileState.Bound, 1, 0), (File.State, media.Keys.Count, store.Erasures.Count));

        await DeleteAsync(second);
        await SeeToAllAsync(erasure);
        Assert.Empty(media.Keys);
    }

    [Fact]
    public async Task SeeToDue_WhenAllMessagesWithTheFileWereDeletedAtOnce_ThenItGoesOnce()
    {
        var first = await SendFileAsync(Samples.Team);
        var second = await SendFileAsync(Samples.Two);
        await DeleteAsync(first);
        await DeleteAsync(second);

        await SeeToAllAsync(NewErasure());

        Assert.Empty(media.Keys);
        Assert.Empty(store.Erasures);
    }

    /// <summary>A send that had found the file before it was released.</summary>
    [Fact]
    public async Task SeeToDue_WhenAMessageTurnsOutToCarryTheReleasedFile_ThenItIsBoundAgain()
    {
        await DeleteAsync(await SendFileAsync(Samples.Team));
        var erasure = NewErasure();
        await erasure.SeeToDueAsync(default);
        var chat = store.Chat(Samples.Two)!;
        var late = Message.OfMedia(new MessageHeader(Samples.NewMessageId(), Samples.Two, 1, Samples.Ada, Samples.Noon), File.Content);
        chat.Append(late);
        store.Put(chat);
        store.Put(late);

        await SeeToAllAsync(erasure);

        Assert.Equal((FileState.Bound, 1, 0), (File.State, media.Keys.Count, store.Erasures.Count));
        Assert.Equal(File.Content.Key, (await SendFileAsync(Samples.Team)).Media!.Key);
    }

    /// <summary>Whatever a node dies over is taken up by another one within the minute.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task SeeToDue_WhenANodeDiesOverIt_ThenAnotherOneEndsItWithinAMinute(int steps)
    {
        await DeleteAsync(await SendFileAsync(Samples.Team));
        var deleted = time.GetUtcNow();
        // The one that dies: it has claimed, has released, or has given the file up.
        var now = Samples.Noon;
        var claimed = await store.ErasureBacklog.ClaimAsync(now, now + Erasure.Claim, default);
        if (steps >= 1)
            await store.ErasureBacklog.ReleaseAsync(claimed!, now + Erasure.Settling, default);
        if (steps >= 2)
        {
            time.Advance(Erasure.Settling);
            await store.ErasureBacklog.EndAsync(claimed!, default);
        }

        var other = NewErasure();
        while (media.Keys.Count > 0)
        {
            await other.SeeToDueAsync(default);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.True(time.GetUtcNow() - deleted < TimeSpan.FromMinutes(1));
        Assert.Empty(store.Files);
    }

    /// <summary>Also where it runs beside one that dies: it looks for what that one has given up.</summary>
    [Fact]
    public async Task SeeToDue_WhenAnotherNodeDiesBeforeItHasRemovedTheBytes_ThenTheyGoAllTheSame()
    {
        var other = NewErasure();
        await other.SeeToDueAsync(default);
        await SendFileAsync(Samples.Team);
        store.Move(File.Id, FileState.Abandoned);

        time.Advance(TimeSpan.FromSeconds(20) - Moment);
        await other.SeeToDueAsync(default);
        Assert.Single(media.Keys);
        time.Advance(Moment);
        await other.SeeToDueAsync(default);

        Assert.Empty(media.Keys);
    }

    [Fact]
    public async Task SeeToDue_WhenTheStoreOfBytesIsAway_ThenTheyGoOnceItIsBack()
    {
        await DeleteAsync(await SendFileAsync(Samples.Team));
        var erasure = NewErasure();
        await erasure.SeeToDueAsync(default);
        media.BeforeDelete = _ => throw new StoreUnavailableException();
        time.Advance(Erasure.Settling);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => erasure.SeeToDueAsync(default));

        media.BeforeDelete = _ => { };
        time.Advance(TimeSpan.FromSeconds(20));
        await erasure.SeeToDueAsync(default);

        Assert.Empty(media.Keys);
    }

    /// <summary>What the store's own files hold is overwritten after each deletion, and once at the start: whoever ran before may have died over it.</summary>
    [Fact]
    public async Task SeeToDue_WhenSomethingWasTakenAway_ThenTheStoreIsScrubbedUntilThatIsDone()
    {
        var backlog = new Mock<IErasureBacklog>();
        var scrubs = new Queue<bool>([true, false, false, true]);
        backlog.Setup(erasures => erasures.ScrubAsync(It.IsAny<CancellationToken>())).ReturnsAsync(scrubs.Dequeue);
        var claims = new Queue<Erasure?>();
        backlog.Setup(erasures => erasures.ClaimAsync(It.IsAny<DateTime>(), It.IsAny<DateTime>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(() => claims.TryDequeue(out var claim) ? claim : null);
        var erasure = new MessageErasure(backlog.Object, new FileLifecycle(store.FileRepository, media, new CountingIds(), time), time);

        await erasure.SeeToDueAsync(default);
        Assert.Equal(3, scrubs.Count);
        await erasure.SeeToDueAsync(default);
        Assert.Equal(3, scrubs.Count);

        claims.Enqueue(new Erasure(Samples.NewMessageId(), null, Samples.Noon, IsReleased: false));
        Assert.Equal(1, await erasure.SeeToDueAsync(default));
        await erasure.SeeToDueAsync(default);
        await erasure.SeeToDueAsync(default);
        Assert.Empty(scrubs);
        await erasure.SeeToDueAsync(default);
        backlog.Verify(erasures => erasures.ClaimAsync(Samples.Noon, Samples.Noon + Erasure.Claim, It.IsAny<CancellationToken>()));
    }

    private UploadedFile File => Assert.Single(store.Files);

    private MessageErasure NewErasure() => new(store.ErasureBacklog, new FileLifecycle(store.FileRepository, media, new CountingIds(), time), time);

    private async Task SeeToAllAsync(MessageErasure erasure)
    {
        for (var i = 0; i < 3; i++)
        {
            await erasure.SeeToDueAsync(default);
            time.Advance(Erasure.Settling);
        }
    }

    private async Task<Message> SendFileAsync(Id<Chat> chat) =>
        (await engine.CommitAsync(Samples.To(chat, Samples.Ada) with { Draft = new MediaDraft("Look") { File = File.Id.ToString() } })).Message;

    private Task DeleteAsync(Message message) => engine.CommitAsync(new DeleteIntent(message, message.SenderId));
}
