using Allmine.Application.Authorization;
using Allmine.Application.GroupCommit;
using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.GroupCommit.Intents.Chats;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Users;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;
using MediatR;

namespace Allmine.Application.Chats.CreateChat;

internal sealed class CreateChatHandler(
    ICaller caller, IIdGenerator ids, GroupCommitEngine engine, IChatRepository chats, IUserRepository users, ChatViewComposer views)
    : IRequestHandler<CreateChatCommand, CreateChatResult>
{
    public const string MembersField = "memberIds";

    public async Task<CreateChatResult> Handle(CreateChatCommand command, CancellationToken cancellationToken)
    {
        var user = caller.ActingUser();
        var others = command.MemberIds!.Select(id => Id<User>.Parse(id!)).Where(id => id != user).Distinct().ToList();
        if (others.Count == 0)
            throw new InvalidRequestException(ErrorCode.Self, MembersField);
        if (others.Count >= Chat.MaxMembers)
            throw new InvalidRequestException(ErrorCode.Range, MembersField, 1, Chat.MaxMembers - 1);
        if ((await users.FindAllAsync([user, .. others], cancellationToken)).Count <= others.Count)
            throw new RefusedException(ErrorCode.UserNotFound);

        var committed = await engine.CommitAsync(IntentOf(command, user, others));
        var chat = await chats.FindAsync(committed.Chat.Id, cancellationToken) ?? throw new RefusedException(ErrorCode.ChatNotFound);
        var view = chat.HasMember(user) ? await views.OfAsync(chat, user, cancellationToken) : ChatView.Former(chat);
        return new CreateChatResult(view, committed.Chat.Created, committed.Replayed);
    }

    private Intent<CommittedChat> IntentOf(CreateChatCommand command, Id<User> user, List<Id<User>> others)
    {
        IdempotencyKey? key = command.IdempotencyKey is { } text ? new IdempotencyKey(user, text, IdempotencyScope.Chats) : null;
        var fingerprint = key is null ? null : Fingerprint.Of([command.Title, .. command.MemberIds!.Select(id => id!.ToLowerInvariant())]);
        return others is [var other] && command.Title is null
            ? new OpenDirectChatIntent(user, other, key, fingerprint) { Actor = caller.Actor() }
            : new MakeGroupIntent(ids.NewId<Chat>(), command.Title, user, others, key, fingerprint) { Actor = caller.Actor() };
    }
}
