using Allmine.Domain.Chats;
using Allmine.Domain.Messages;

namespace Allmine.Application.GroupCommit.Intents.Alterations;

/// <summary>The thumbnail of a message's file, which was made later.</summary>
/// <param name="Read">The message as it was read before.</param>
/// <param name="MediaKey">Of the file.</param>
/// <param name="ThumbnailKey">Of its thumbnail.</param>
public sealed record ShowThumbnailIntent(Message Read, string MediaKey, string ThumbnailKey) : AlterationIntent(Read, UserId: null)
{
    private protected override AlterationKind Kind => AlterationKind.ThumbnailShown;

    private protected override bool IsFreeOfBlocks => true;

    private protected override Message Alter(Message before, Chat chat, DateTime at) => before.ShowThumbnail(MediaKey, ThumbnailKey, chat.NextChange);
}
