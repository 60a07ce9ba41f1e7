using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;

namespace Allmine.Infrastructure.Persistence.Mongo.Feed;

/// <summary>What a reader of events knows of a chat.</summary>
/// <param name="Members">Its members.</param>
/// <param name="Comings">Of each of them the change by which that one came, and the first message that is seen; null where all were there from the beginning.</param>
/// <param name="Archived">The settings of those who have it archived.</param>
/// <param name="IsAltered">Whether one of its messages may have been altered, so that numbers of changes and of messages are not in step any more.</param>
internal sealed record MongoToldChat(Id<User>[] Members, MongoComing[]? Comings, ChatSettings[] Archived, bool IsAltered)
{
    public static MongoToldChat Nobody { get; } = new([], null, [], IsAltered: false);

    /// <summary>The members who were there by that change.</summary>
    public Id<User>[] At(long change) => Where(coming => coming.Change <= change);

    /// <summary>The members who see that message.</summary>
    public Id<User>[] Seeing(long sequence) => Where(coming => coming.SeesFrom <= sequence);

    /// <summary>The members who were there by that change, and don't see that message.</summary>
    public Id<User>[] Unseeing(long sequence, long change) => Comings is null ? [] : Where(coming => coming.Change <= change && coming.SeesFrom > sequence);

    private Id<User>[] Where(Func<MongoComing, bool> isTold)
    {
        if (Comings is not { } comings || Array.TrueForAll(comings, coming => isTold(coming)))
            return Members;
        return [.. Members.Where((_, i) => isTold(comings[i]))];
    }
}
