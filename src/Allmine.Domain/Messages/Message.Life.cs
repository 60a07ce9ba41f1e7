using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Users;

namespace Allmine.Domain.Messages;

/// <content>What can become of a message.</content>
public sealed partial class Message
{
    /// <summary>What has become of it since it was sent.</summary>
    public MessageLife Life { get; private init; }

    /// <summary>The number of the change that sent it, where its record tells it; null where it does not, or is the same as the message's own.</summary>
    public long? StoredSentChange { get; private init; }

    /// <summary>The number of the change that sent it.</summary>
    public long SentChange => StoredSentChange ?? Sequence;

    /// <summary>The number of its latest change.</summary>
    public long Change => Life.Change ?? SentChange;

    public bool IsAltered => Life.Change is not null;

    public bool IsDeleted => Life.DeletedAt is not null;

    /// <summary>When it was last edited or deleted, or else sent: UTC, whole milliseconds.</summary>
    public DateTime UpdatedAt => Life.DeletedAt ?? Life.EditedAt ?? CreatedAt;

    /// <summary>Its words and metadata.</summary>
    public MessageVersion CurrentVersion => new(Life.Version, Content, Attributes.Metadata, Life.EditedAt ?? CreatedAt);

    /// <summary>Changes the words, caption or metadata. What changes nothing makes no version, whatever version is expected.</summary>
    /// <param name="edit">What is to change.</param>
    /// <param name="change">The number of the change.</param>
    /// <param name="at">UTC, whole milliseconds.</param>
    /// <exception cref="RefusedException">
    /// <c>message.immutable</c>, <c>message.deleted</c>, <c>message.version_conflict</c>, <c>message.edit_window</c>, <c>message.versions_full</c>.
    /// </exception>
    /// <exception cref="InvalidRequestException">The words break one of the rules of their kind.</exception>
    public Message Edit(MessageEdit edit, long change, DateTime at)
    {
        EnsureMutable();
        EnsureThere();
        var (content, metadata) = (edit.Content.Of(Content), edit.Metadata.Of(Attributes.Metadata));
        var fault = Kind == MessageKind.Text ? MessageText.Violation(content) : MessageText.CaptionViolation(content);
        if (edit.Content.IsGiven && fault is not null)
            throw new InvalidRequestException(fault);
        if (content == Content && metadata == Attributes.Metadata)
            return this;
        if (edit.ExpectedVersion is { } expected && expected != Life.Version)
            throw new RefusedException(ErrorCode.VersionConflict);
        if (edit.Window is { } window && at - CreatedAt >= window)
            throw new RefusedException(ErrorCode.EditWindow);
        return Life.Version < MessageLife.MaxVersions
            ? new Message(this, Life with { Change = change, Version = Life.Version + 1, EditedAt = at }) { Content = content, Attributes = Attributes with { Metadata = metadata } }
            : throw new RefusedException(ErrorCode.VersionsFull);
    }

    /// <summary>Leaves the place of the message, and nothing of what it carried.</summary>
    /// <exception cref="RefusedException"><c>message.immutable</c>.</exception>
    public Message Delete(long change, DateTime at)
    {
        EnsureMutable();
        return IsDeleted
            ? this
            : new Message(this, Life with { Change = change, DeletedAt = at, PinnedAt = null, Reactions = [], ThumbnailChange = null })
            {
                Content = null,
                Media = null,
                Attributes = MessageAttributes.None,
            };
    }

    /// <summary>Puts a reaction.</summary>
    /// <exception cref="InvalidRequestException">The emoji breaks a rule.</exception>
    /// <exception cref="RefusedException"><c>message.deleted</c>, <c>message.reactions_full</c>.</exception>
    public Message React(Id<User> userId, string emoji, long change, DateTime at)
    {
        if (Reaction.Violation(emoji) is { } fault)
            throw new InvalidRequestException(fault);
        EnsureThere();
        var kind = Life.Reactions.FirstOrDefault(reaction => reaction.Emoji == emoji);
        if (kind?.IsBy(userId) == true)
            return this;
        if (kind is null && Life.Reactions.Count >= Reaction.MaxKinds)
            throw new RefusedException(ErrorCode.ReactionsFull);
        var reactor = new Reactor(userId, at);
        return WithReactions(
            kind is null
                ? [.. Life.Reactions, new Reaction(emoji, [reactor])]
                : [.. Life.Reactions.Select(reaction => reaction == kind ? kind with { Reactors = [.. kind.Reactors, reactor] } : reaction)],
            change);
    }

    /// <summary>Takes a reaction back. Of a message that is deleted there is none.</summary>
    public Message Unreact(Id<User> userId, string emoji, long change)
    {
        if (Life.Reactions.FirstOrDefault(reaction => reaction.Emoji == emoji) is not { } kind || !kind.IsBy(userId))
            return this;
        var rest = kind with { Reactors = [.. kind.Reactors.Where(reactor => reactor.UserId != userId)] };
        return WithReactions([.. Life.Reactions.Select(reaction => reaction == kind ? rest : reaction).Where(reaction => reaction.Reactors.Count > 0)], change);
    }

    /// <exception cref="RefusedException"><c>message.deleted</c>.</exception>
    public Message Pin(long change, DateTime at)
    {
        EnsureThere();
        return Life.PinnedAt is null ? new Message(this, Life with { Change = change, PinnedAt = at }) : this;
    }

    public Message Unpin(long change) => Life.PinnedAt is null ? this : new Message(this, Life with { Change = change, PinnedAt = null });

    /// <summary>Gives it the thumbnail of its file, which was made later; nothing if it has one, or carries that file no more.</summary>
    /// <param name="mediaKey">Of the file.</param>
    /// <param name="thumbnailKey">Of its thumbnail.</param>
    /// <param name="change">The number of the change.</param>
    public Message ShowThumbnail(string mediaKey, string thumbnailKey, long change) => Media is { ThumbnailKey: null } media && media.Key == mediaKey
        ? new Message(this, Life with { Change = change, ThumbnailChange = change }) { Media = media with { ThumbnailKey = thumbnailKey } }
        : this;

    /// <summary>The message with the number of the change that sent it, where its record does not tell that.</summary>
    public Message SentAs(long change) => new(this, Life) { StoredSentChange = change };

    /// <summary>
    /// The message as it was earlier. What is deleted by now is deleted in its past, too: then it is the tombstone, told as that change.
    /// </summary>
    /// <param name="life">What had become of it by then.</param>
    /// <param name="words">Those that it had then; null if they are still the same.</param>
    public Message AsOf(MessageLife life, MessageVersion? words = null)
    {
        if (IsDeleted)
            return new Message(this, Life with { Change = life.Change ?? SentChange });
        var then = new Message(this, life) { Media = MediaAsOf(life) };
        return words is null ? then : new Message(then, life) { Content = words.Content, Attributes = Attributes with { Metadata = words.Metadata } };
    }

    /// <summary>Credits stay as they were moved, and what has changed of a chat as it was told.</summary>
    private void EnsureMutable()
    {
        if (Kind is MessageKind.CreditTransfer or MessageKind.System)
            throw new RefusedException(ErrorCode.MessageImmutable);
    }

    private void EnsureThere()
    {
        if (IsDeleted)
            throw new RefusedException(ErrorCode.MessageDeleted);
    }

    private MediaContent? MediaAsOf(MessageLife life) =>
        Life.ThumbnailChange is not null && life.ThumbnailChange is null && Media is { } media ? media with { ThumbnailKey = null } : Media;

    private Message WithReactions(IReadOnlyList<Reaction> reactions, long change) => new(this, Life with { Change = change, Reactions = reactions });
}
