using Allmine.Application.Authorization;
using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;

namespace Allmine.Application.GroupCommit.Intents.Chats;

/// <summary>Another title or photo of a group, by an admin.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="By">Who does it.</param>
/// <param name="LineId">The identifier of the line.</param>
/// <param name="Title">The title to be, if it is to change.</param>
/// <param name="Photo">A file of the user's own, as it is named in a send, if the photo is to change.</param>
public sealed record UpdateChatIntent(Id<Chat> ChatId, ChatAuthority By, Id<Message> LineId, Change<string> Title, Change<string> Photo)
    : ChatIntent(ChatId, By, LineId)
{
    private FileReference? File => Photo.Value is { } file ? new FileReference(By.UserId, file) : null;

    internal override void AddTo(LoadRequest request, Chat? cached)
    {
        base.AddTo(request, cached);
        if (File is { } file)
            request.Files.Add(file);
    }

    private protected override void EnsureAllowedIn(Chat chat) => chat.EnsureChangeableBy(By.RoleIn(chat), ChatRole.Admin);

    private protected override ChatLine? Apply(Chat chat, RoundDecider round, DateTime at)
    {
        var file = File is { } reference ? round.FindFile(reference) : null;
        if (file is { Content.Kind: not MediaKind.Image })
            throw new RefusedException(ErrorCode.ContentMismatch);
        var line = chat.Update(Title, Photo.IsGiven ? Change<MediaContent>.To(file?.Content) : default);
        if (line is not null && file is { State: not FileState.Bound } && chat.Photo == file.Content)
            round.Bind(file);
        return line;
    }
}
