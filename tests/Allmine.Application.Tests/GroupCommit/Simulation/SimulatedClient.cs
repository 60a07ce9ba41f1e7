using System.Globalization;
using Allmine.Application.Authorization;
using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.GroupCommit.Intents.Alterations;
using Allmine.Application.GroupCommit.Intents.Batches;
using Allmine.Application.GroupCommit.Intents.Chats;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.Tests.GroupCommit.Simulation;

/// <summary>Sends one thing after the other in every way that clients do, in the name of any user.</summary>
internal sealed class SimulatedClient(SimulatedWorld world, int number)
{
    private const int MaxRetries = 6;

    private readonly List<MessageIntent> keyed = [];
    private int texts;

    public async Task RunAsync()
    {
        for (var left = 2 + world.Random.Next(5); left > 0; left--)
        {
            await PauseAsync(30);
            await ActAsync();
        }
    }

    private Task ActAsync() => world.Random.Next(100) switch
    {
        < 6 => AttemptAsync(ToGroup()),
        < 10 => ChangeChatAsync(),
        < 13 => AlterAsync(),
        < 15 => UploadAsync(),
        < 18 => AttemptAsync(Named(ToGroup())),
        < 28 => UntilAnsweredAsync(WithKey(Transfer())),
        < 32 => TwiceAtOnceAsync(WithKey(Transfer())),
        < 35 => EachPaysTheOtherAsync(),
        < 37 => AttemptAsync(Transfer(), isDryRun: true),
        < 38 => AttemptAsync(Paying(ToGroup() with { TargetUserId = null }, 1, note: null)),
        < 43 => GrantAsync(),
        < 46 => BatchAsync(),
        < 50 => UntilAnsweredAsync(WithKey(ToGroup())),
        < 58 => UntilAnsweredAsync(WithKey(ToPerson(world.OneOf(world.Users)))),
        < 64 => AttemptAsync(ToPerson(world.OneOf(world.Users))),
        < 66 => EachToTheOtherAsync(),
        < 74 when world.Store.Messages.Count > 0 => AlterAsync(),
        < 75 when world.Store.Messages.Count > 0 => ReplyAsync(),
        < 78 => TwiceAtOnceAsync(WithKey(ToGroup())),
        < 86 when keyed.Count > 0 => UntilAnsweredAsync(OtherBody(world.OneOf(keyed))),
        < 90 when keyed.Count > 0 => UntilAnsweredAsync(world.OneOf(keyed)),
        < 96 => AttemptAsync(WithKey(ToGroup()), isDryRun: true),
        < 98 => AttemptAsync(ToGroup() with { ChatId = Samples.NoChat }),
        _ => AttemptAsync(ToPerson(Samples.Nobody)),
    };

    private static readonly string[] Emoji = ["👍", "🎉", "❤️"];

    /// <summary>Something that is done to a message, until the outcome is known, by one or several at once; whoever they are.</summary>
    private async Task AlterAsync()
    {
        if (world.Store.Messages.Count == 0)
            return;
        var message = world.OneOf(world.Store.Messages).Id;
        var all = Enumerable.Range(0, 1 + world.Random.Next(4)).Select(_ => AlterUntilAnsweredAsync(world.Random.Next(3) == 0 ? world.OneOf(world.Store.Messages).Id : message));
        await Task.WhenAll([.. all]);
    }

    private async Task AlterUntilAnsweredAsync(Id<Message> id)
    {
        var kind = world.Random.Next(10);
        var user = world.OneOf(world.Users);
        var (emoji, words) = (world.OneOf(Emoji), $"{number}.{++texts} altered");
        bool? isSet = null;
        var isExpected = world.Random.Next(3) == 0;
        for (var tries = 0; tries < MaxRetries; tries++)
        {
            // As a handler does it; what it has read may be out of date when it comes to the round.
            var step = world.NextStep();
            if ((await world.Store.MessageRepository.FindAsync(id, CancellationToken.None))!.Value.Readable is not { } message)
                return;
            var edit = new MessageEdit(Change<string>.To(words), default) { ExpectedVersion = isExpected ? message.Life.Version : null };
            // The other way round, mostly.
            isSet ??= world.Random.Next(5) == 0 || (kind < 8
                ? !message.Life.Reactions.Any(reaction => reaction.Emoji == emoji && reaction.IsBy(user))
                : message.Life.PinnedAt is null);
            AlterationIntent intent = kind switch
            {
                < 4 => new EditIntent(message, world.Random.Next(8) == 0 ? user : message.SenderId, edit),
                4 => new DeleteIntent(message, world.Random.Next(3) == 0 ? user : message.SenderId),
                < 8 => new ReactionIntent(message, user, emoji, isSet.Value),
                _ => new PinIntent(message, world.Random.Next(3) == 0 ? user : message.SenderId, isSet.Value),
            };
            await PauseAsync(10);
            var attempt = new AlterationAttempt(world.Alterations.Count, intent) { StartStep = step };
            world.Alterations.Add(attempt);
            await world.OneOf(world.Nodes).RunAsync(attempt);
            if (!attempt.IsUnknown)
                return;
            await PauseAsync(150);
        }
    }

    /// <summary>Something that is done to a group, until the outcome is known, by one or several at once; whoever they are.</summary>
    private async Task ChangeChatAsync()
    {
        var chat = world.OneOf(world.Groups);
        await Task.WhenAll([.. Enumerable.Range(0, 1 + world.Random.Next(4)).Select(_ => ChangeUntilAnsweredAsync(chat))]);
    }

    private async Task ChangeUntilAnsweredAsync(Id<Chat> chat)
    {
        // Mostly somebody who may.
        var members = world.Store.Chat(chat)!.Members;
        var by = new ChatAuthority(world.Random.Next(3) == 0 || members.Count == 0 ? world.OneOf(world.Users) : members.MaxBy(member => (member.Role, member.UserId)).UserId, IsOperator: false);
        var (user, kind, role) = (world.OneOf(world.Users), world.Random.Next(10), (ChatRole)world.Random.Next(3));
        for (var tries = 0; tries < MaxRetries; tries++)
        {
            var line = world.Ids.NewId<Message>();
            ChatIntent intent = kind switch
            {
                < 4 => new AddMemberIntent(chat, by, line, user, SeesAll: role == ChatRole.Owner),
                < 6 => new RemoveMemberIntent(chat, by, line, user),
                6 => new RemoveMemberIntent(chat, by, line, by.UserId),
                < 9 => new SetRoleIntent(chat, by, line, user, role),
                _ => new UpdateChatIntent(chat, by, line, Change<string>.To($"{number}.{++texts}"), default),
            };
            var attempt = new ChatAttempt(world.ChatChanges.Count, intent) { StartStep = world.NextStep() };
            world.ChatChanges.Add(attempt);
            await world.OneOf(world.Nodes).RunAsync(attempt);
            if (!attempt.IsUnknown)
                return;
            await PauseAsync(150);
        }
    }

    /// <summary>To a message of the chat, or now and then of another one; it may be deleted meanwhile.</summary>
    private Task ReplyAsync()
    {
        var message = world.OneOf(world.Store.Messages);
        var send = world.Random.Next(8) == 0 ? ToGroup() : new SendIntent(default, message.SenderId, message.ChatId, null, Draft());
        return UntilAnsweredAsync(send with { Extras = new SendExtras(null, false, message.Id, []) });
    }

    private SendIntent ToGroup()
    {
        var sender = world.OneOf(world.Users);
        var target = world.OneOf(world.Users);
        return new SendIntent(default, sender, world.OneOf(world.Groups), world.Random.Next(5) == 0 && target != sender ? target : null, Draft());
    }

    private SendIntent ToPerson(Id<User> target)
    {
        var sender = world.OneOf([.. world.Users.Where(user => user != target)]);
        // By its identifier, too, where the direct chat is there already.
        var known = world.Store.Chats.FirstOrDefault(chat => chat.Pair == DirectPair.Of(sender, target))?.Id;
        return new SendIntent(default, sender, world.Random.Next(3) == 0 ? known : null, target, Draft());
    }

    private TransferIntent Transfer()
    {
        var intent = Paying(ToPerson(world.OneOf(world.Users)));
        // In a group to a member by name; in a direct chat that is there also to nobody by name.
        return world.Random.Next(4) switch
        {
            0 => intent with { ChatId = world.OneOf(world.Groups) },
            1 when intent.ChatId is not null => intent with { TargetUserId = null },
            _ => intent,
        };
    }

    /// <summary>The same way, with credits.</summary>
    private TransferIntent Paying(MessageIntent intent) =>
        Paying(intent, 1 + world.Random.Next(20), world.Random.Next(2) == 0 ? null : $"{number}.{++texts}");

    private static TransferIntent Paying(MessageIntent intent, long amount, string? note) =>
        new(intent.MessageId, intent.Sender, intent.ChatId, intent.TargetUserId, amount, note);

    private TextDraft Draft() => new(MessageText.From($"{number}.{++texts}" + new string('!', world.Random.Next(20))));

    /// <summary>With a file that was uploaded before, and that a sweep may remove meanwhile.</summary>
    private SendIntent Named(SendIntent intent)
    {
        var file = NewFile(intent.Sender, FileState.Staged);
        return intent with { Draft = new MediaDraft(null) { File = world.Random.Next(2) == 0 ? file.Id.ToString() : file.Content.Name } };
    }

    private UploadedFile NewFile(Id<User> owner, FileState state)
    {
        var id = world.Ids.NewId<UploadedFile>();
        var file = Samples.PhotoOf(owner, id.ToString(), $"{number}.{++texts}.jpg") with { State = state };
        world.Store.Put(file);
        return file;
    }

    private TIntent WithKey<TIntent>(TIntent intent)
        where TIntent : MessageIntent
    {
        var withKey = Fingerprinted(intent with { Key = new IdempotencyKey(intent.Sender, string.Create(CultureInfo.InvariantCulture, $"{number}-{keyed.Count}")) });
        keyed.Add(withKey);
        return withKey;
    }

    private MessageIntent OtherBody(MessageIntent intent) => Fingerprinted<MessageIntent>(intent switch
    {
        TransferIntent transfer => transfer with { Amount = transfer.Amount + 1 },
        SendIntent send => send with { Draft = Draft() },
        _ => throw new ArgumentException("There is no such kind.", nameof(intent)),
    });

    private static TIntent Fingerprinted<TIntent>(TIntent intent)
        where TIntent : MessageIntent => intent with
        {
            Fingerprint = Fingerprint.Of(
                intent.ChatId?.ToString(), intent.TargetUserId?.ToString(), intent is TransferIntent { Amount: var amount, Note: var note } ? $"{amount} {note}" : $"{(intent as SendIntent)?.Draft}"),
        };

    /// <summary>The bytes in the very call: what isn't bound is removed, once that is known.</summary>
    private async Task UploadAsync()
    {
        var intent = ToGroup();
        var file = NewFile(intent.Sender, FileState.Pending);
        var attempt = await AttemptAsync(intent with { Draft = new MediaDraft($"{number}.{++texts}") { Upload = file } });
        if (attempt.Refusal is not null && await world.Store.FileRepository.AbandonAsync(file.Id, CancellationToken.None))
            await world.Store.FileRepository.RemoveAsync(file.Id, CancellationToken.None);
    }

    /// <summary>Both begin a direct chat at the same time.</summary>
    private async Task EachToTheOtherAsync()
    {
        var there = ToPerson(world.OneOf(world.Users)) with { ChatId = null };
        var back = there with { Sender = there.TargetUserId!.Value, TargetUserId = there.Sender, Draft = Draft() };
        var first = AttemptAsync(there);
        await AttemptAsync(back);
        await first;
    }

    /// <summary>Both pay each other at the same time.</summary>
    private async Task EachPaysTheOtherAsync()
    {
        var there = WithKey(Paying(ToPerson(world.OneOf(world.Users)) with { ChatId = null }));
        var back = WithKey(Paying(there with { Sender = there.TargetUserId!.Value, TargetUserId = there.Sender, Key = null, Fingerprint = null }));
        var first = UntilAnsweredAsync(there);
        await UntilAnsweredAsync(back);
        await first;
    }

    /// <summary>As a backend does it: until the outcome is known, and now and then once more, or twice at once.</summary>
    private async Task GrantAsync()
    {
        var recipient = world.Random.Next(20) == 0 ? Samples.Nobody : world.OneOf(world.Users);
        var intent = Samples.Grant(recipient, 1 + world.Random.Next(40), string.Create(CultureInfo.InvariantCulture, $"{number}-{++texts}"));
        var first = GrantUntilAnsweredAsync(intent);
        if (world.Random.Next(3) == 0)
            await GrantUntilAnsweredAsync(intent);
        await first;
        if (world.Random.Next(3) == 0)
            await GrantUntilAnsweredAsync(intent);
    }

    /// <summary>Transfers and texts that are committed as one, until the outcome is known, and now and then once more, or twice at once.</summary>
    private async Task BatchAsync()
    {
        var sends = Enumerable.Range(0, 1 + world.Random.Next(5))
            .Select(_ => world.Random.Next(3) == 0 ? (MessageIntent)ToPerson(world.OneOf(world.Users)) : Transfer())
            .ToList();
        var key = new IdempotencyKey(sends[0].Sender, string.Create(CultureInfo.InvariantCulture, $"{number}-{++texts}"), IdempotencyScope.Batches);
        var first = BatchUntilAnsweredAsync(sends, key);
        if (world.Random.Next(3) == 0)
            await BatchUntilAnsweredAsync(sends, key);
        await first;
        if (world.Random.Next(3) == 0)
            await BatchUntilAnsweredAsync(sends, key);
    }

    private async Task BatchUntilAnsweredAsync(List<MessageIntent> sends, IdempotencyKey key)
    {
        for (var tries = 0; tries < MaxRetries; tries++)
        {
            var own = sends.ConvertAll<Intent<CommittedSend>>(send => send with { MessageId = world.Ids.NewId<Message>() });
            var attempt = new BatchAttempt(world.Batches.Count, new BatchIntent(own, key, Fingerprint.Of(key.Key)));
            world.Batches.Add(attempt);
            await world.OneOf(world.Nodes).RunAsync(attempt);
            if (!attempt.IsUnknown)
                return;
            await PauseAsync(150);
        }
    }

    private async Task GrantUntilAnsweredAsync(GrantIntent intent)
    {
        for (var tries = 0; tries < MaxRetries; tries++)
        {
            var grant = new Grant(world.Ids.NewId<Grant>(), intent.Grant.RecipientId, intent.Grant.Amount);
            var attempt = new GrantAttempt(world.Grants.Count, intent with { Grant = grant });
            world.Grants.Add(attempt);
            await world.OneOf(world.Nodes).RunAsync(attempt);
            if (!attempt.IsUnknown)
                return;
            await PauseAsync(150);
        }
    }

    private async Task TwiceAtOnceAsync(MessageIntent intent)
    {
        var first = UntilAnsweredAsync(intent);
        await UntilAnsweredAsync(intent);
        await first;
    }

    /// <summary>Repeats the same request with the same key until its outcome is known.</summary>
    private async Task UntilAnsweredAsync(MessageIntent intent)
    {
        for (var tries = 0; tries < MaxRetries; tries++)
        {
            if (!(await AttemptAsync(intent)).IsUnknown)
                return;
            await PauseAsync(150);
        }
    }

    private async Task<Attempt> AttemptAsync(MessageIntent intent, bool isDryRun = false)
    {
        var node = world.OneOf(world.Nodes);
        var attempt = new Attempt(world.Attempts.Count, intent with { MessageId = world.Ids.NewId<Message>() }, isDryRun)
        {
            StartStep = world.NextStep(),
            StartTime = world.Time.Elapsed,
        };
        world.Attempts.Add(attempt);
        world.Note($"client {number} asks node {node.Number}: {attempt}");
        await node.RunAsync(attempt);
        return attempt;
    }

    private Task PauseAsync(int milliseconds) => Task.Delay(world.Milliseconds(milliseconds), world.Time);
}
