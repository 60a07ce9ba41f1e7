using Allmine.Application.Messages.SendMessage;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;

namespace Allmine.Application.Tests.Messages.SendMessage;

public sealed class SendMessageTests
{
    private static readonly SendMessageCommand Text = new("text", Samples.Team.ToString(), null, " Hello there! ", null, null, null, null, false);

    private readonly Service service = new();

    [Fact]
    public async Task Send_WhenTextToAChat_ThenIsCommittedAsSent()
    {
        var result = await service.SendAsync(Callers.Person(Samples.Ada), Text);

        var message = Assert.Single(service.Store.Messages);
        Assert.Same(message, result.View.Message.Readable);
        Assert.Equal((Samples.Team, Samples.Ada, 1L, " Hello there! "), (message.ChatId, message.SenderId, message.Sequence, message.Content));
        Assert.Equal((MessageKind.Text, Samples.Noon), (message.Kind, message.CreatedAt));
        Assert.Empty(result.View.ReadBy);
        Assert.False(result.Replayed || result.Rehearsed);
        Assert.Empty(service.Store.IdempotencyRecords);
    }

    [Fact]
    public async Task Send_WhenABackendActsForAUser_ThenTheUserIsTheSender()
    {
        await service.SendAsync(Callers.Service(Samples.Bob), Text);

        Assert.Equal(Samples.Bob, Assert.Single(service.Store.Messages).SenderId);
    }

    [Fact]
    public async Task Send_WhenToAPersonAlone_ThenTheirDirectChatIsMadeOnce()
    {
        var command = Text with { ChatId = null, TargetUserId = Samples.Eve.ToString() };

        var first = await service.SendAsync(Callers.Person(Samples.Ada), command);
        var second = await service.SendAsync(Callers.Person(Samples.Eve), command with { TargetUserId = Samples.Ada.ToString() });

        var chat = Assert.Single(service.Store.Chats, chat => chat.Kind == ChatKind.Direct);
        Assert.Equal(DirectPair.Of(Samples.Ada, Samples.Eve), chat.Pair);
        Assert.All([first, second], result => Assert.Equal(chat.Id, result.View.Message.ChatId));
        Assert.Equal(2, chat.LastSequence);
    }

    [Fact]
    public async Task Send_WhenTheSenderNamesAnUploadedFile_ThenItGoesWithTheWords()
    {
        var photo = Samples.PhotoOf(Samples.Ada);
        service.Store.Put(photo);

        var result = await service.SendAsync(Callers.Person(Samples.Ada), Text with { File = "photo.jpg" });

        Assert.Same(photo.Content, result.View.Message.Readable!.Media);
    }

    [Fact]
    public async Task Send_WhenTheFileIsAnothersOrNone_ThenIsNotFoundAndNothingIsWritten()
    {
        var photo = Samples.PhotoOf(Samples.Bob);
        service.Store.Put(photo);
        var ada = Callers.Person(Samples.Ada);

        Assert.Equal("media.not_found", await service.RefusalAsync(ada, Text with { File = photo.Id.ToString() }));
        Assert.Equal("media.not_found", await service.RefusalAsync(ada, Text with { File = "photo.jpg" }));
        Assert.Empty(service.Store.Messages);
    }

    [Fact]
    public async Task Send_WhenTheTargetIsTheSender_ThenIsRefused()
    {
        var ada = Callers.Person(Samples.Ada);
        var toSelf = Text with { TargetUserId = Samples.Ada.ToString().ToUpperInvariant() };

        Assert.Equal("validation.targetUserId.self", await service.RefusalAsync(ada, toSelf));
        Assert.Equal("validation.targetUserId.self", await service.RefusalAsync(ada, toSelf with { ChatId = null }));
        Assert.Equal("validation.targetUserId.self", await service.RefusalAsync(Callers.Service(Samples.Ada), toSelf with { DryRun = true }));
    }

    [Fact]
    public async Task Send_WhenChatOrPersonIsUnknown_ThenIsNotFound()
    {
        var ada = Callers.Person(Samples.Ada);

        Assert.Equal("chat.not_found", await service.RefusalAsync(ada, Text with { ChatId = Samples.NoChat.ToString() }));
        Assert.Equal("user.not_found", await service.RefusalAsync(ada, Text with { ChatId = null, TargetUserId = Samples.Nobody.ToString() }));
    }

    [Fact]
    public async Task Send_WhenTheTargetIsNotInTheChat_ThenIsRefused()
    {
        var ada = Callers.Person(Samples.Ada);

        Assert.Equal("validation.targetUserId.not_a_member", await service.RefusalAsync(ada, Text with { TargetUserId = Samples.Eve.ToString() }));
        await service.SendAsync(ada, Text with { TargetUserId = Samples.Bob.ToString() });
    }

    [Fact]
    public async Task Send_WhenRepeatedWithItsKey_ThenIsReplayedAndSentOnce()
    {
        var keyed = Text with { IdempotencyKey = "k" };
        var first = await service.SendAsync(Callers.Person(Samples.Ada), keyed);
        var second = await service.SendAsync(Callers.Person(Samples.Ada), keyed);

        Assert.False(first.Replayed);
        Assert.True(second.Replayed);
        Assert.Same(first.View.Message.Readable, second.View.Message.Readable);
        Assert.Single(service.Store.Messages);
        Assert.Equal(new IdempotencyKey(Samples.Ada, "k"), Assert.Single(service.Store.IdempotencyRecords).Key);
    }

    [Fact]
    public async Task Send_WhenAnotherUserUsesTheKey_ThenIsASendOfItsOwn()
    {
        var keyed = Text with { IdempotencyKey = "k" };
        await service.SendAsync(Callers.Person(Samples.Ada), keyed);

        Assert.False((await service.SendAsync(Callers.Person(Samples.Bob), keyed)).Replayed);
        Assert.Equal(2, service.Store.Messages.Count);
    }

    [Fact]
    public async Task Send_WhenARefusalWasKeyed_ThenTheKeyIsStillFree()
    {
        var keyed = Text with { IdempotencyKey = "k" };
        await service.RefusalAsync(Callers.Person(Samples.Ada), keyed with { ChatId = Samples.NoChat.ToString() });

        Assert.False((await service.SendAsync(Callers.Person(Samples.Ada), keyed)).Replayed);
    }

    [Fact]
    public async Task Send_WhenOnlyTheCaseOfIdsDiffers_ThenIsTheSameRequest()
    {
        var keyed = Text with { IdempotencyKey = "k", TargetUserId = Samples.Bob.ToString() };
        await service.SendAsync(Callers.Person(Samples.Ada), keyed);

        var again = keyed with { ChatId = keyed.ChatId!.ToUpperInvariant(), TargetUserId = keyed.TargetUserId.ToUpperInvariant() };
        Assert.True((await service.SendAsync(Callers.Person(Samples.Ada), again)).Replayed);
    }

    [Fact]
    public async Task Send_WhenAnyFieldDiffersUnderOneKey_ThenIsRefused()
    {
        var keyed = Text with { IdempotencyKey = "k" };
        await service.SendAsync(Callers.Person(Samples.Ada), keyed);

        SendMessageCommand[] others =
        [
            keyed with { TargetUserId = Samples.Bob.ToString() },
            keyed with { ChatId = Samples.Two.ToString() },
            keyed with { ChatId = null, TargetUserId = Samples.Bob.ToString() },
            keyed with { Content = "Hello there!" },
            keyed with { File = "photo.jpg" },
        ];
        foreach (var other in others)
            Assert.Equal("idempotency.key_reused", await service.RefusalAsync(Callers.Person(Samples.Ada), other));
        Assert.Single(service.Store.Messages);
    }

    [Fact]
    public async Task Send_WhenADryRun_ThenTellsWhatWouldBeAndWritesNothing()
    {
        await service.SendAsync(Callers.Person(Samples.Ada), Text);
        var commits = service.Store.Commits;

        var result = await service.SendAsync(Callers.Person(Samples.Bob), Text with { DryRun = true });
        var direct = await service.SendAsync(
            Callers.Person(Samples.Bob), Text with { DryRun = true, ChatId = null, TargetUserId = Samples.Eve.ToString() });

        Assert.True(result.Rehearsed && direct.Rehearsed);
        Assert.Equal(2, result.View.Message.Sequence);
        Assert.Equal(1, direct.View.Message.Sequence);
        Assert.Equal(commits, service.Store.Commits);
        Assert.Single(service.Store.Messages);
        Assert.Equal(2, service.Store.Chats.Count);
    }

    [Fact]
    public async Task Send_WhenADryRunHasAKey_ThenItIsNeitherReadNorWritten()
    {
        var keyed = Text with { IdempotencyKey = "k", DryRun = true };
        await service.SendAsync(Callers.Person(Samples.Ada), keyed);
        Assert.Empty(service.Store.IdempotencyRecords);
        Assert.Empty(service.Store.LastNeeds!.Keys);

        await service.SendAsync(Callers.Person(Samples.Ada), keyed with { DryRun = false });
        Assert.False((await service.SendAsync(Callers.Person(Samples.Ada), keyed with { Content = "Something else" })).Replayed);
    }

    [Fact]
    public async Task Send_WhenADryRunWouldBeRefused_ThenIsRefusedLikewise()
    {
        var dryRun = Text with { DryRun = true };

        Assert.Equal("chat.not_a_member", await service.RefusalAsync(Callers.Person(Samples.Eve), dryRun));
        Assert.Equal("media.not_found", await service.RefusalAsync(Callers.Person(Samples.Ada), dryRun with { File = "none.jpg" }));
        Assert.Equal("chat.not_found", await service.RefusalAsync(Callers.Person(Samples.Ada), dryRun with { ChatId = Samples.NoChat.ToString() }));
    }
}
