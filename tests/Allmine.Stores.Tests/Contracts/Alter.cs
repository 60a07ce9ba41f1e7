using Allmine.Domain;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Stores.Tests.Contracts;

/// <summary>What a test does to a message.</summary>
/// <param name="Kind">What it is called.</param>
/// <param name="Of">The message as it is to be, out of what it is and the number of the change.</param>
/// <param name="UserId">Who reacts.</param>
/// <param name="Emoji">The reaction.</param>
public sealed record Alter(AlterationKind Kind, Func<Message, long, Message> Of, Id<User>? UserId = null, string? Emoji = null)
{
    /// <summary>When it happens.</summary>
    public static DateTime At { get; } = StoreContract.Noon.AddMinutes(2);

    public static Alter Delete { get; } = new(AlterationKind.Deleted, (message, change) => message.Delete(change, At));

    public static Alter Pin { get; } = new(AlterationKind.Pinned, (message, change) => message.Pin(change, At));

    public static Alter Unpin { get; } = new(AlterationKind.Unpinned, (message, change) => message.Unpin(change));

    public static Alter Edit(string? content, DateTime? at = null) =>
        new(AlterationKind.Edited, (message, change) => message.Edit(new MessageEdit(Change<string>.To(content), default), change, at ?? At));

    public static Alter Edit(string? content, string? metadata) =>
        new(AlterationKind.Edited, (message, change) => message.Edit(new MessageEdit(Change<string>.To(content), Change<string>.To(metadata)), change, At));

    public static Alter React(Id<User> user, string emoji, DateTime? at = null) =>
        new(AlterationKind.Reacted, (message, change) => message.React(user, emoji, change, at ?? At), user, emoji);

    public static Alter Unreact(Id<User> user, string emoji) => new(AlterationKind.Unreacted, (message, change) => message.Unreact(user, emoji, change), user, emoji);

    public static Alter Show(string mediaKey, string thumbnailKey) =>
        new(AlterationKind.ThumbnailShown, (message, change) => message.ShowThumbnail(mediaKey, thumbnailKey, change));
}
