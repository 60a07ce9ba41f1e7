using Allmine.Domain;
using Allmine.Domain.Messages;

namespace Allmine.Infrastructure.Persistence.Mongo.Repositories;

/// <summary>A message that is asked for as it was earlier.</summary>
/// <param name="Present">As it is now.</param>
/// <param name="Then">What had become of it by then.</param>
internal readonly record struct MongoPastMessage(StoredMessage Present, MessageLife Then)
{
    /// <summary>The number of the change that it is told as of.</summary>
    public long Change => Then.Change ?? Present.Readable?.SentChange ?? Present.Change;

    /// <summary>Whether it has other words now.</summary>
    public bool NeedsWords => Present.Readable is { IsDeleted: false } message && message.Life.Version > Then.Version;

    /// <summary>Which words it had, if it has others now.</summary>
    public (Id<Message> MessageId, int Version) Words => (Present.Readable!.Id, Then.Version);

    /// <param name="words">Those that it had then; null if it has them still.</param>
    public StoredMessage Told(MessageVersion? words) => Present.Readable?.AsOf(Then, words) ?? Unreadable();

    /// <summary>Its place alone.</summary>
    public StoredMessage Unreadable() => new(
        Present.Readable is { } message
            ? new UnreadableMessage(message.Id, message.ChatId, message.Sequence, message.CreatedAt) { Change = Change }
            : Present.Unreadable! with { Change = Change });
}
