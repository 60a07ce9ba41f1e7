using Allmine.Application.Media;
using Allmine.Application.Messages.SendMessage;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;

namespace Allmine.Application.Tests.Messages.SendMessage;

/// <summary>Sends whose file comes with them: what becomes of its bytes, however the send ends.</summary>
public sealed class SendMessageWithUploadTests
{
    private static readonly SendMessageCommand Photo = new("media", Samples.Team.ToString(), null, "Look", null, null, null, null, false);

    private readonly ScriptedStore store = Samples.Fill(new ScriptedStore());
    private readonly Service service;

    public SendMessageWithUploadTests() => service = new Service { Store = store };

    [Theory]
    [InlineData("media", MessageKind.Media)]
    [InlineData("text", MessageKind.Text)]
    public async Task Send_WhenItBringsItsFile_ThenItIsStoredAndBound(string type, MessageKind kind)
    {
        var upload = new ReceivedPhoto(service.Media);

        var result = await service.SendAsync(Callers.Person(Samples.Ada), Photo with { Type = type, Upload = upload });

        var message = Assert.Single(store.Messages);
        Assert.Same(message, result.View.Message.Readable);
        Assert.Equal((kind, "Look"), (message.Kind, message.Content));
        var file = Assert.Single(store.Files);
        Assert.Equal((Samples.Ada, FileState.Bound), (file.OwnerId, file.State));
        Assert.Equal(file.Content, message.Media);
        Assert.Equal([file.Content.Key, file.Content.ThumbnailKey!], service.Media.Keys.Order());
    }

    [Fact]
    public async Task Send_WhenItIsCommitted_ThenTheBytesAreThereAlready()
    {
        var upload = new ReceivedPhoto(service.Media);
        var keys = new List<string>();
        store.BeforeCommit = (_, _) =>
        {
            keys.AddRange(service.Media.Keys);
            return Task.CompletedTask;
        };

        await service.SendAsync(Callers.Person(Samples.Ada), Photo with { Upload = upload });

        Assert.Equal(2, keys.Count);
    }

    [Fact]
    public async Task Send_WhenRefused_ThenBytesAndEntryAreGone()
    {
        var upload = new ReceivedPhoto(service.Media);
        var command = Photo with { Upload = upload };

        Assert.Equal("chat.not_a_member", await service.RefusalAsync(Callers.Person(Samples.Eve), command));
        Assert.Equal("chat.not_found", await service.RefusalAsync(Callers.Person(Samples.Ada), command with { ChatId = Samples.NoChat.ToString() }));
        Assert.Equal(2, upload.Stores);
        AssertNothingIsKept();
    }

    [Fact]
    public async Task Send_WhenTheUploadIsRefused_ThenNothingIsWritten()
    {
        var upload = new ReceivedPhoto(service.Media) { BeforeInspection = () => throw new RefusedException(ErrorCode.MediaUnreadable) };

        Assert.Equal("media.unreadable", await service.RefusalAsync(Callers.Person(Samples.Ada), Photo with { Upload = upload }));
        AssertNothingIsKept();
    }

    [Fact]
    public async Task Send_WhenStoringTheBytesFails_ThenNothingIsSentAndNothingKept()
    {
        var upload = new ReceivedPhoto(service.Media) { Midway = () => throw new StoreUnavailableException() };

        Assert.Equal("store.unavailable", await service.RefusalAsync(Callers.Person(Samples.Ada), Photo with { Upload = upload }));
        AssertNothingIsKept();
    }

    [Fact]
    public async Task Send_WhenRepeatedWithItsKey_ThenIsReplayedAndNothingMoreIsStored()
    {
        var keyed = Photo with { IdempotencyKey = "k" };
        var first = await service.SendAsync(Callers.Person(Samples.Ada), keyed with { Upload = new ReceivedPhoto(service.Media) });
        var again = new ReceivedPhoto(service.Media);

        var second = await service.SendAsync(Callers.Person(Samples.Ada), keyed with { Upload = again });

        Assert.True(second.Replayed);
        Assert.Same(first.View.Message.Readable, second.View.Message.Readable);
        Assert.Equal((0, 0), (again.Inspections, again.Stores));
        AssertOnlyFileIsThatOf(first);
    }

    [Fact]
    public async Task Send_WhenTheKeyComesWithOtherBytes_ThenIsRefusedAndNothingMoreIsStored()
    {
        var keyed = Photo with { IdempotencyKey = "k" };
        var first = await service.SendAsync(Callers.Person(Samples.Ada), keyed with { Upload = new ReceivedPhoto(service.Media) });
        var other = new ReceivedPhoto(service.Media, digest: "d2");

        Assert.Equal("idempotency.key_reused", await service.RefusalAsync(Callers.Person(Samples.Ada), keyed with { Upload = other }));
        Assert.Equal(0, other.Stores);
        AssertOnlyFileIsThatOf(first);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public async Task Send_WhenTwoWithOneKeyAreUnderWay_ThenOneIsSentAndTheOthersBytesAreGone(int sooner, int later)
    {
        // Both have found the key unused, and are storing their bytes. One begins after the other: the store is not for several threads.
        TaskCompletionSource[] gates = [new(), new()];
        using var storing = new SemaphoreSlim(0);
        var sends = new List<Task<SendMessageResult>>();
        foreach (var gate in gates)
        {
            var upload = new ReceivedPhoto(service.Media) { Midway = HeldUp(storing, gate) };
            sends.Add(service.SendAsync(Callers.Person(Samples.Ada), Photo with { IdempotencyKey = "k", Upload = upload }));
            await storing.WaitAsync();
        }

        Assert.Equal(2, store.Files.Count);

        gates[sooner].SetResult();
        var first = await sends[sooner];
        gates[later].SetResult();
        var second = await sends[later];

        Assert.False(first.Replayed);
        Assert.True(second.Replayed);
        Assert.Same(first.View.Message.Readable, second.View.Message.Readable);
        AssertOnlyFileIsThatOf(first);
    }

    [Fact]
    public async Task Send_WhenOtherBytesWithTheKeyAreUnderWay_ThenTheLaterIsRefusedAndItsBytesAreGone()
    {
        var gate = new TaskCompletionSource();
        using var storing = new SemaphoreSlim(0);
        var keyed = Photo with { IdempotencyKey = "k" };
        var late = service.RefusalAsync(
            Callers.Person(Samples.Ada), keyed with { Upload = new ReceivedPhoto(service.Media, digest: "d2") { Midway = HeldUp(storing, gate) } });
        await storing.WaitAsync();

        var first = await service.SendAsync(Callers.Person(Samples.Ada), keyed with { Upload = new ReceivedPhoto(service.Media) });
        gate.SetResult();

        Assert.Equal("idempotency.key_reused", await late);
        AssertOnlyFileIsThatOf(first);
    }

    [Fact]
    public async Task Send_WhenTheCommitFails_ThenTheFileIsLeftToTheSweep()
    {
        store.BeforeCommit = (_, _) => throw new StoreUnavailableException();

        Assert.Equal("store.unavailable", await service.RefusalAsync(
            Callers.Person(Samples.Ada), Photo with { Upload = new ReceivedPhoto(service.Media) }));

        Assert.Equal(FileState.Pending, Assert.Single(store.Files).State);
        Assert.Equal(2, service.Media.Keys.Count);
        Assert.Equal(1, await SweepAfterADayAsync());
        AssertNothingIsKept();
    }

    [Fact]
    public async Task Send_WhenOnlyTheAnswerOfTheCommitIsLost_ThenTheMessageKeepsItsFile()
    {
        store.AfterCommit = _ => throw new StoreUnavailableException();

        Assert.Equal("store.unavailable", await service.RefusalAsync(
            Callers.Person(Samples.Ada), Photo with { Upload = new ReceivedPhoto(service.Media) }));

        var file = Assert.Single(store.Files);
        Assert.Equal(FileState.Bound, file.State);
        Assert.Equal(file.Content, Assert.Single(store.Messages).Media);
        Assert.Equal(0, await SweepAfterADayAsync());
        Assert.Equal(2, service.Media.Keys.Count);
    }

    [Fact]
    public async Task Send_WhenADryRun_ThenTellsOfTheFileAndStoresNothing()
    {
        var upload = new ReceivedPhoto(service.Media);

        var result = await service.SendAsync(Callers.Person(Samples.Ada), Photo with { Upload = upload, DryRun = true });

        Assert.True(result.Rehearsed);
        Assert.Equal("photo.jpg", result.View.Message.Readable!.Media!.Name);
        Assert.Equal((1, 0), (upload.Inspections, upload.Stores));
        AssertNothingIsKept();
    }

    [Fact]
    public async Task Send_WhenADryRunWouldBeRefused_ThenIsRefusedLikewise()
    {
        var upload = new ReceivedPhoto(service.Media);
        var unreadable = new ReceivedPhoto(service.Media) { BeforeInspection = () => throw new RefusedException(ErrorCode.MediaUnreadable) };
        var dryRun = Photo with { DryRun = true };

        Assert.Equal("chat.not_a_member", await service.RefusalAsync(Callers.Person(Samples.Eve), dryRun with { Upload = upload }));
        Assert.Equal("media.unreadable", await service.RefusalAsync(Callers.Person(Samples.Ada), dryRun with { Upload = unreadable }));
        AssertNothingIsKept();
    }

    [Fact]
    public async Task Send_WhenTheShapeIsWrong_ThenTheUploadIsLeftUnread()
    {
        var upload = new ReceivedPhoto(service.Media);
        var transfer = Photo with { Type = "credit_transfer", CreditTransfer = new CreditTransferPart(25), IdempotencyKey = "k", Upload = upload };

        Assert.Equal("validation.file.not_allowed", await service.RefusalAsync(Callers.Person(Samples.Ada), transfer));
        Assert.Equal("validation.file.required", await service.RefusalAsync(Callers.Person(Samples.Ada), Photo));
        Assert.Equal(0, upload.Inspections);
        AssertNothingIsKept();
    }

    /// <summary>Says that it has come so far, and waits for the gate.</summary>
    private static Func<Task> HeldUp(SemaphoreSlim arrived, TaskCompletionSource gate) => () =>
    {
        arrived.Release();
        return gate.Task;
    };

    private Task<int> SweepAfterADayAsync()
    {
        service.Time.Advance(UploadedFile.UnusedLifetime + TimeSpan.FromMilliseconds(1));
        return new FileLifecycle(store.FileRepository, service.Media, service.Ids, service.Time).SweepAsync(CancellationToken.None);
    }

    private void AssertNothingIsKept()
    {
        Assert.Empty(store.Messages);
        Assert.Empty(store.Files);
        Assert.Empty(service.Media.Keys);
    }

    private void AssertOnlyFileIsThatOf(SendMessageResult sent)
    {
        Assert.Same(sent.View.Message.Readable, Assert.Single(store.Messages));
        var file = Assert.Single(store.Files);
        Assert.Equal(FileState.Bound, file.State);
        Assert.Equal(sent.View.Message.Readable!.Media, file.Content);
        Assert.Equal([file.Content.Key, file.Content.ThumbnailKey!], service.Media.Keys.Order());
    }
}
