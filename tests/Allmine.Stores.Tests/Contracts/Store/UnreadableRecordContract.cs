using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.Ports.Credits;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Messages;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Stores.Tests.Contracts.Credits;
using Allmine.Stores.Tests.Contracts.Events;

namespace Allmine.Stores.Tests.Contracts.Store;

/// <summary>A record that this version can't read: the call that needs it fails, and everybody beside it is served.</summary>
public abstract class UnreadableRecordContract(IStoreFixture store) : CreditsContract(store)
{
    [SkippableFact]
    public async Task Page_WhenAMessageCantBeRead_ThenItStandsInItsPlaceAndTheOthersAreThere()
    {
        var chat = await AddDirectChatAsync();
        var sent = await SendAsync(chat.Id, 3);
        Assert.True(await Store.SpoilAsync("messages", sent[1].Id.ToBytes()));

        var page = await Store.Messages.PageAsync(chat.Id, new HistoryWindow(null, 0, 10), None);

        Assert.Equal([1L, 2, 3], page.Select(message => message.Sequence));
        Assert.Equal(new UnreadableMessage(sent[1].Id, chat.Id, 2, sent[1].CreatedAt), page[1].Unreadable);
        ShouldBe.Same(sent[0], page[0]);
        ShouldBe.Same(sent[2], page[2]);
        Assert.Equal(page[1], await Store.Messages.FindAsync(sent[1].Id, None));
        Assert.Equal(page[1], Assert.Single(await Store.Messages.FindAllAsync([new MessageNumber(chat.Id, 2)], None)));
    }

    [SkippableFact]
    public async Task Read_WhenAnEventIsOfAMessageThatCantBeRead_ThenItIsHeardAsSuchAndTheNextOneToo()
    {
        var chat = await AddDirectChatAsync();
        var sender = chat.Members[0].UserId;
        await using var reader = await FeedReader.OpenAsync(Store.Events);

        var id = NewId<Message>();
        await Store.AddUnreadableMessageAsync(chat.Id.ToBytes(), id.ToBytes(), sender.ToBytes(), 1);
        var next = (await SendAsync(chat.Id, 1))[0];
        var heard = await reader.TakeAsync(2);

        var created = Assert.IsType<MessageCreated>(heard[0].Event);
        Assert.Equal(new UnreadableMessage(id, chat.Id, 1, Noon), created.Message.Unreadable);
        Assert.Equal(chat.Members.Select(member => member.UserId).Order(), created.Recipients.Order());
        ShouldBe.Same(next, Assert.IsType<MessageCreated>(heard[1].Event).Message);
    }

    [SkippableFact]
    public async Task PageOfChats_WhenOneCantBeRead_ThenItIsLeftOutAndTheListGoesOn()
    {
        var user = NewId<User>();
        var chats = new List<Chat>();
        for (var i = 0; i < 4; i++)
        {
            chats.Add(Chat.Group(NewId<Chat>(), $"{i}", [user], Noon.AddMinutes(-i)));
            Assert.True(await Store.Chats.AddAsync(chats[i], None));
        }

        Assert.True(await Store.SpoilAsync("chats", chats[0].Id.ToBytes()));
        Assert.True(await Store.SpoilAsync("chats", chats[2].Id.ToBytes()));

        var first = await Store.Chats.PageAsync(user, null, 1, None);
        var second = await Store.Chats.PageAsync(user, first.End, 1, None);
        var rest = await Store.Chats.PageAsync(user, second.End, 5, None);

        Assert.Empty(first.Chats);
        Assert.Equal((chats[0].Id, chats[0].Id), (first.Newest!.Value.Id, first.End!.Value.Id));
        Assert.Equal(chats[1].Id, Assert.Single(second.Chats).Id);
        Assert.Equal(chats[3].Id, Assert.Single(rest.Chats).Id);
        await Assert.ThrowsAsync<UnreadableRecordException>(() => Store.Chats.FindAsync(chats[0].Id, None));
        Assert.Equal([chats[1].Id], (await Store.Chats.MovedAsync(user, new(Noon.AddMinutes(-2), default), 9, None)).Select(chat => chat.Id));
    }

    [SkippableFact]
    public async Task FindUsers_WhenOneCantBeRead_ThenItIsThereWithoutAName()
    {
        var (one, other) = (await AddUserAsync(), await AddUserAsync());
        var isSpoiled = await Store.SpoilAsync("users", one.ToBytes());

        var found = await Store.Users.FindAllAsync([one, other], None);

        Assert.Equal(isSpoiled, found.Single(user => user.Id == one).Profile is null);
        Assert.Equal("somebody", found.Single(user => user.Id == other).Profile!.Username.Value);
    }

    [SkippableFact]
    public async Task PageOfEntries_WhenOneCantBeRead_ThenItsNumberAndIdentifierAreThere()
    {
        var user = await AddUserWithAsync(10);
        await NewNode().CommitAsync(Grant(user, 5, "second"));
        var entries = await Store.Ledger.PageAsync(user, new LedgerWindow(null, null, 10), None);
        Assert.True(await Store.SpoilAsync("ledger", entries[0].Id!.Value.ToBytes()));

        var page = await Store.Ledger.PageAsync(user, new LedgerWindow(null, null, 10), None);

        Assert.Equal([new StoredEntry(2, entries[0].Id, null), entries[1]], page);
    }

    [SkippableFact]
    public async Task Sweep_WhenMoreFilesThanItTakesCantBeRead_ThenThoseBehindThemHaveTheirTurn()
    {
        var owner = NewId<User>();
        var files = new List<UploadedFile>();
        for (var i = 0; i < 3; i++)
        {
            var content = new MediaContent(MediaKind.File, $"{i}.bin", 1, null, null, null, $"key-{i}", null);
            files.Add(new UploadedFile(NewId<UploadedFile>(), owner, content, Noon.AddMinutes(i)));
            await Store.Files.AddAsync(files[i], None);
        }

        await Store.SpoilAsync("files", files[0].Id.ToBytes());
        await Store.SpoilAsync("files", files[1].Id.ToBytes());

        await Assert.ThrowsAsync<UnreadableRecordException>(() => Store.Files.FindAsync(new FileReference(owner, files[0].Id.ToString()), None));
        Assert.Equal([files[2].Id], (await Store.Files.AbandonUnusedAsync(Noon.AddDays(1), 1, None)).Select(file => file.Id));
    }

    /// <summary>Each sort of record that a round loads, beside one of the same sort that is sound.</summary>
    [SkippableFact]
    public async Task Load_WhenRecordsCantBeRead_ThenTheyAreMarkedAndTheOthersLoaded()
    {
        var (bad, good) = (await AddUserWithAsync(10), await AddUserWithAsync(10));
        var node = NewNode();
        var badSend = (await node.CommitAsync(Transfer(bad, good, 1, "bad"))).Message;
        var friend = await AddUserAsync();
        var goodSend = (await node.CommitAsync(Transfer(good, friend, 1, "good"))).Message;
        await Store.SpoilRecordOfAsync(new IdempotencyKey(bad, "bad"));
        await Store.SpoilAsync("chats", badSend.ChatId.ToBytes());
        var isWalletBad = await Store.SpoilAsync("wallets", bad.ToBytes());

        var state = await Store.CommitStore.LoadAsync(
            new LoadRequest
            {
                Keys = { new IdempotencyKey(bad, "bad"), new IdempotencyKey(good, "good") },
                Chats = { badSend.ChatId, goodSend.ChatId },
                Pairs = { DirectPair.Of(bad, good) },
                Wallets = { bad, good },
            },
            None);

        Assert.True(state.IsUnreadable(new IdempotencyKey(bad, "bad")));
        Assert.True(state.IsUnreadable(badSend.ChatId) && state.IsUnreadable(DirectPair.Of(bad, good)));
        Assert.Equal(isWalletBad, state.IsUnreadable(bad));
        Assert.Equal(goodSend.ChatId, Assert.Single(state.Chats).Id);
        Assert.Equal([new IdempotencyKey(good, "good")], state.IdempotencyRecords.Keys);
        Assert.Equal(10, state.Wallets[good].Balance);
        await Assert.ThrowsAsync<UnreadableRecordException>(() => Store.IdempotencyRecords.FindAsync(new IdempotencyKey(bad, "bad"), None));
        if (isWalletBad)
            await Assert.ThrowsAsync<UnreadableRecordException>(() => Store.Wallets.FindAsync(bad, None));
    }

    /// <summary>A message that no rule of today would let in is read as it was stored, and so is the key that led to it.</summary>
    [SkippableFact]
    public async Task Find_WhenATextBreaksARuleOfToday_ThenItIsReadAsItIs()
    {
        var chat = await AddDirectChatAsync();
        var round = new ChangeSet();
        var change = new ChatChange(await FindChatAsync(chat.Id), isNew: false);
        var blank = Append(round, change, place => Message.Restore(MessageKind.Text, place, "  ", null, null), chat.Members[0].UserId);
        var key = new IdempotencyKey(chat.Members[0].UserId, "blank");
        round.IdempotencyRecords.Add(IdempotencyRecord.OfMessage(key, Fingerprint.Of("text", "  "), blank));
        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));

        ShouldBe.Same(blank, await Store.Messages.FindAsync(blank.Id, None));
        ShouldBe.Same(round.IdempotencyRecords[0], await Store.IdempotencyRecords.FindAsync(key, None));
    }

    /// <summary>The promise itself: one poisoned key among many sends in one round.</summary>
    [SkippableFact]
    public async Task Send_WhenAKeyBesideOthersCantBeRead_ThenItAloneFails()
    {
        var (poisoned, other, target) = (await AddUserAsync(), await AddUserAsync(), await AddUserAsync());
        var node = NewNode();
        var first = Text(poisoned, target, "poison");
        await node.CommitAsync(first);
        await Store.SpoilRecordOfAsync(first.Key!.Value);

        var sends = Enumerable.Range(0, 40).Select(i => node.CommitAsync(Text(other, target, $"{i}"))).ToList();
        var repeated = node.CommitAsync(first with { MessageId = NewId<Message>() });
        sends.AddRange(Enumerable.Range(40, 40).Select(i => node.CommitAsync(Text(other, target, $"{i}"))));

        await Assert.ThrowsAsync<UnreadableRecordException>(() => repeated);
        var receipts = await Task.WhenAll(sends);
        Assert.Equal(Enumerable.Range(1, 80).Select(n => (long)n), receipts.Select(receipt => receipt.Message.Sequence).Order());
    }

    private SendIntent Text(Id<User> sender, Id<User> target, string key) => new(
        NewId<Message>(), sender, null, target, new TextDraft(MessageText.From("Merhaba")), new IdempotencyKey(sender, key), Fingerprint.Of("text", key));
}
