using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Stores.Tests.Mongo.Life;

/// <summary>What becomes of messages, as parts of rounds. The chats are changed by it.</summary>
internal static class MongoLives
{
    public static readonly DateTime Later = MongoSamples.Noon.AddMinutes(5);

    /// <summary>Sends as a node does that knows of changes.</summary>
    public static Message Send(this ChangeSet round, Chat chat, string text, MessageAttributes? attributes = null, Domain.Media.MediaContent? file = null)
    {
        var sender = chat.Members[0].UserId;
        var place = new MessageHeader(MongoSamples.NewId<Message>(), chat.Id, chat.NextSequence, sender, chat.TimeOfNext(MongoSamples.Noon.AddSeconds(1)))
        {
            Change = chat.NextChange,
            Attributes = attributes ?? MessageAttributes.None,
        };
        var message = Message.Text(place, MessageText.From(text), file);
        round.ChangeOf(chat).Senders.Add(sender);
        chat.Append(message);
        round.Messages.Add(message);
        return message;
    }

    public static Message Edit(this ChangeSet round, Chat chat, Message before, string text) =>
        round.Alter(chat, before, before.Edit(new MessageEdit { Content = Change<string>.To(text) }, chat.NextChange, Later), AlterationKind.Edited);

    public static Message Delete(this ChangeSet round, Chat chat, Message before) =>
        round.Alter(chat, before, before.Delete(chat.NextChange, Later), AlterationKind.Deleted);

    public static Message Pin(this ChangeSet round, Chat chat, Message before) =>
        round.Alter(chat, before, before.Pin(chat.NextChange, Later), AlterationKind.Pinned);

    public static Message React(this ChangeSet round, Chat chat, Message before, string emoji, Id<User>? user = null)
    {
        var reactor = user ?? chat.Members[1].UserId;
        return round.Alter(chat, before, before.React(reactor, emoji, chat.NextChange, Later), AlterationKind.Reacted, reactor, emoji);
    }

    /// <summary>Changes the chat itself by its first member, or whoever is named.</summary>
    public static Message ChangeChat(this ChangeSet round, Chat chat, Func<Chat, ChatLine?> apply, Id<User>? by = null, DateTime? at = null)
    {
        var change = round.ChangeOf(chat);
        var (sender, photo) = (by ?? chat.Members[0].UserId, chat.Photo);
        var place = new MessageHeader(MongoSamples.NewId<Message>(), chat.Id, chat.NextSequence, sender, at ?? chat.TimeOfNext(Later))
        {
            Change = chat.AlterationCount == 0 ? null : chat.NextChange,
        };
        var what = apply(chat)!;
        var line = Message.Line(place, what);
        var alteration = chat.Take(line);
        if (chat.HasMember(sender))
            change.Senders.Add(sender);
        var subject = what.UserId ?? (what.Event == ChatEvent.MemberLeft ? sender : null);
        if (subject is { } changed)
            change.ChangedMembers.Add(changed);
        round.Messages.Add(line);
        round.ChatAlterations.Add(new ChatAlterationWrite(alteration, what.Event, subject, chat.ToSnapshot(), photo?.Key == chat.Photo?.Key ? null : photo?.Key));
        return line;
    }

    private static Message Alter(
        this ChangeSet round, Chat chat, Message before, Message after, AlterationKind kind, Id<User>? user = null, string? emoji = null)
    {
        round.ChangeOf(chat);
        round.Alterations.Add(new AlterationWrite(chat.Alter(after, kind, user, emoji), before, after));
        return after;
    }

    private static ChatChange ChangeOf(this ChangeSet round, Chat chat)
    {
        if (round.Chats.Find(change => change.Chat == chat) is { } known)
            return known;
        round.Chats.Add(new ChatChange(chat, isNew: false));
        return round.Chats[^1];
    }
}
