using Allmine.Application.Authorization;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Users;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;
using MediatR;

namespace Allmine.Application.Chats.CreateChat;

internal sealed class CreateChatHandler(
    ICaller caller, IIdGenerator ids, TimeProvider time, IChatRepository chats, IUserRepository users, ChatViewComposer views)
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
        var directory = await users.FindAllAsync([user, .. others], cancellationToken);
        if (directory.Count <= others.Count)
            throw new RefusedException(ErrorCode.UserNotFound);

        var (chat, created) = others is [var other] && command.Title is null
            ? await OpenDirectAsync(user, other, cancellationToken)
            : (await AddGroupAsync(command.Title, user, others, cancellationToken), true);
        var view = await views.OfAsync([chat], user, directory, cancellationToken);
        return new CreateChatResult(view[0], created);
    }

    /// <summary>Nobody is put into a group by somebody with whom there is a block.</summary>
    private async Task<Chat> AddGroupAsync(string? title, Id<User> user, IReadOnlyList<Id<User>> others, CancellationToken cancellationToken)
    {
        if (await chats.HasBlockAsync(user, others, cancellationToken))
            throw new RefusedException(ErrorCode.Blocked);
        var chat = Chat.Group(ids.NewId<Chat>(), title, [user, .. others], time.GetUtcMilliseconds());
        return await chats.AddAsync(chat, cancellationToken)
            ? chat
            : throw new InvalidOperationException($"The new identifier {chat.Id} is used already.");
    }

    /// <summary>Begins anew whenever somebody else was ahead, who has then opened the chat, or blocked somebody in it.</summary>
    private async Task<(Chat Chat, bool Created)> OpenDirectAsync(Id<User> user, Id<User> other, CancellationToken cancellationToken)
    {
        while (true)
        {
            var chat = await chats.FindAsync(DirectPair.Of(user, other), cancellationToken);
            if (chat is { IsOpen: true })
                return (chat, false);
            if (chat is null)
            {
                chat = Chat.Direct(ids.NewId<Chat>(), user, other, time.GetUtcMilliseconds());
                if (await chats.AddAsync(chat, cancellationToken))
                    return (chat, true);
                continue;
            }

            chat.Open(time.GetUtcMilliseconds());
            if (await chats.OpenAsync(chat, cancellationToken))
                return (chat, true);
        }
    }
}
