using Allmine.Application.Authorization;
using Allmine.Application.GroupCommit;
using Allmine.Application.GroupCommit.Intents.Chats;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Users;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;

namespace Allmine.Application.Chats;

/// <summary>Changes a chat itself: hands an intent to the engine, which does the rest, and reads what it is answered with.</summary>
internal sealed class ChatChanges(
    CallerAuthority caller, IIdGenerator ids, GroupCommitEngine engine, IChatRepository chats, IUserRepository users, ChatViewComposer views)
{
    /// <param name="toIntent">What is to become of the chat, by whom, with the identifier of the line.</param>
    /// <param name="cancellationToken">Ends what comes before the intent. Once handed over, it is carried out whether or not its caller still waits.</param>
    /// <exception cref="AllmineException">It is refused, or the outcome is unknown.</exception>
    public async Task<CommittedChatChange> ApplyAsync(Func<ChatAuthority, Id<Message>, ChatIntent> toIntent, CancellationToken cancellationToken)
    {
        var by = await caller.FindAsync(cancellationToken);
        return await engine.CommitAsync(toIntent(by, ids.NewId<Message>()));
    }

    /// <summary>The chat as the caller sees it now. Who is no member any more sees that it exists.</summary>
    public async Task<ChatView> ViewAsync(Id<Chat> id, CancellationToken cancellationToken)
    {
        var viewer = await caller.FindAsync(cancellationToken);
        var chat = await chats.FindAsync(id, cancellationToken) ?? throw new RefusedException(ErrorCode.ChatNotFound);
        return viewer.Reader.MayRead(chat) ? await views.OfAsync(chat, viewer.UserId, cancellationToken) : ChatView.Former(chat);
    }

    /// <summary>The member as of the change, with the name and photo of now.</summary>
    public async Task<MemberView> ViewAsync(CommittedChatChange change, CancellationToken cancellationToken)
    {
        // One who was made a member by a commit without an answer may have gone before that was known.
        var (member, joinedAt) = change.Member ?? throw new InvalidRequestException(ErrorCode.TargetNotAMember, FieldNames.UserId);
        return new MemberView(member, joinedAt, (await users.FindAllAsync([member.UserId], cancellationToken))[0]);
    }
}
