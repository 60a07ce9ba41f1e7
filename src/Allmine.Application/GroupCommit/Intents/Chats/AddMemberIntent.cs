using Allmine.Application.Authorization;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.GroupCommit.Intents.Chats;

/// <summary>A new member of a group, added by an admin between whom and the member there is no block.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="By">Who does it.</param>
/// <param name="LineId">The identifier of the line.</param>
/// <param name="UserId">Who is to be a member.</param>
/// <param name="SeesAll">Whether the member is to see what was sent before.</param>
public sealed record AddMemberIntent(Id<Chat> ChatId, ChatAuthority By, Id<Message> LineId, Id<User> UserId, bool SeesAll) : ChatIntent(ChatId, By, LineId)
{
    internal override void AddTo(LoadRequest request, Chat? cached)
    {
        base.AddTo(request, cached);
        request.Users.Add(UserId);
        if (UserId != By.UserId)
            request.Pairs.Add(DirectPair.Of(By.UserId, UserId));
    }

    private protected override Id<User>? Subject => UserId;

    private protected override void EnsureAllowedIn(Chat chat) => chat.EnsureChangeableBy(By.RoleIn(chat), ChatRole.Admin);

    private protected override ChatLine? Apply(Chat chat, RoundDecider round, DateTime at)
    {
        if (chat.HasMember(UserId))
            return null;
        round.EnsureUser(UserId);
        if (UserId != By.UserId && round.IsBlocked(DirectPair.Of(By.UserId, UserId)))
            throw new RefusedException(ErrorCode.Blocked);
        return chat.Add(UserId, SeesAll, at);
    }
}
