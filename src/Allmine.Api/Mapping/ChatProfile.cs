using Allmine.Api.Contracts.Chats;
using Allmine.Api.Contracts.Messages;
using Allmine.Application.Blocks.ListBlocks;
using Allmine.Application.Chats;
using Allmine.Application.Chats.GetChanges;
using Allmine.Application.Chats.ListChats;
using Allmine.Application.Chats.ListPins;
using Allmine.Application.Chats.MarkDelivered;
using Allmine.Application.Chats.MarkRead;
using Allmine.Application.Chats.Sync;
using Allmine.Application.Ports.Events;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;
using AutoMapper;

namespace Allmine.Api.Mapping;

/// <summary>How chats become what callers read. Members and last messages are mapped as <see cref="MessageProfile"/> says.</summary>
internal sealed class ChatProfile : Profile
{
    public ChatProfile()
    {
        CreateMap<ChatSettingsView, ChatSettingsResponse>();
        CreateMap<ChatView, ChatResponse>()
            .ForMember(response => response.Id, map => map.MapFrom(view => view.Chat.Id.ToString()))
            .ForMember(response => response.Kind, map => map.MapFrom(view => ChatKindNames.NameOf(view.Chat.Kind)))
            .ForMember(response => response.Title, map => map.MapFrom(view => view.IsClosed ? null : view.Chat.Title))
            .ForMember(response => response.LastSequence, map => map.MapFrom(view => view.IsClosed ? 0 : view.Chat.LastSequence))
            .ForMember(response => response.CreatedAt, map => map.MapFrom(view => view.Chat.CreatedAt))
            .ForMember(response => response.UpdatedAt, map => map.MapFrom(view => view.Chat.UpdatedAt))
            .ForMember(response => response.LastChange, map => map.MapFrom(view => view.IsClosed ? 0 : view.Chat.LastChange))
            .ForMember(response => response.Photo, map => map.MapFrom(view => view.IsClosed ? null : view.Chat.Photo));
        CreateMap<ChatView, ChatDetailsResponse>()
            .ForMember(response => response.Id, map => map.MapFrom(view => view.Chat.Id.ToString()))
            .ForMember(response => response.Kind, map => map.MapFrom(view => ChatKindNames.NameOf(view.Chat.Kind)))
            .ForMember(response => response.Title, map => map.MapFrom(view => view.IsClosed ? null : view.Chat.Title))
            .ForMember(response => response.Members, map => map.MapFrom(view => MembersOf(view)))
            .ForMember(response => response.LastSequence, map => map.MapFrom(view => view.IsClosed ? 0 : view.Chat.LastSequence))
            .ForMember(response => response.CreatedAt, map => map.MapFrom(view => view.Chat.CreatedAt))
            .ForMember(response => response.UpdatedAt, map => map.MapFrom(view => view.Chat.UpdatedAt))
            .ForMember(response => response.LastChange, map => map.MapFrom(view => view.IsClosed ? 0 : view.Chat.LastChange))
            .ForMember(response => response.Photo, map => map.MapFrom(view => view.IsClosed ? null : view.Chat.Photo));
        // Where a message has changed there is no chat.
        CreateMap<ChatView?, ToldChatResponse?>().ConvertUsing((view, _, context) => view is null ? null : ToldOf(view.Chat, view.Members, view.Chat.OwnChange, context));
        CreateMap<ChatOpened, ToldChatResponse>().ConvertUsing((opened, _, context) => ToldOf(opened.Chat, opened.People, change: null, context));
        // As those hear of it who were there; to whoever comes, the stream adds the members.
        CreateMap<ChatChanged, ToldChatResponse>().ConvertUsing((changed, _, context) => new ToldChatResponse
        {
            Id = changed.Chat.Id.ToString(),
            Kind = ChatKindNames.Group,
            Title = changed.Chat.Title,
            LastSequence = changed.Chat.LastSequence,
            CreatedAt = changed.Chat.CreatedAt,
            UpdatedAt = changed.Chat.UpdatedAt,
            LastChange = changed.Chat.Change,
            Photo = context.Mapper.Map<MediaResponse?>(changed.Chat.Photo),
            Change = changed.Chat.Change,
        });
        CreateMap<MemberView, MemberResponse>().ConvertUsing(view => MemberOf(view.Member, view.JoinedAt, view.User, muting: null));
        CreateMap<StoredUser, BlockedUserResponse>()
            .ForMember(response => response.Id, map => map.MapFrom(user => user.Id.ToString()))
            .ForMember(response => response.Username, map => map.MapFrom(user => MessageProfile.UsernameOf(user)))
            .ForMember(response => response.ProfilePhoto, map => map.MapFrom(user => MessageProfile.PhotoOf(user)));
        CreateMap<BlocksPage, BlocksResponse>();
        CreateMap<ChangeItem, ChangeResponse>();
        CreateMap<ChangesPage, ChangesResponse>();
        CreateMap<PinsPage, PinsResponse>();
        CreateMap<SyncResult, SyncResponse>()
            .ForMember(response => response.Gone, map => map.MapFrom(result => result.Gone.Select(id => id.ToString())));
        CreateMap<SyncedChat, SyncedChatResponse>()
            .IncludeMembers(synced => synced.Changes)
            .ForMember(response => response.ChatId, map => map.MapFrom(synced => synced.ChatId.ToString()));
        CreateMap<ChangesPage, SyncedChatResponse>()
            .ForMember(response => response.ChatId, map => map.Ignore())
            .ForMember(response => response.UnreadCount, map => map.Ignore())
            .ForMember(response => response.UnreadMentions, map => map.Ignore());
        CreateMap<MarkDeliveredResult, MarkDeliveredResponse>()
            .ForMember(response => response.ChatId, map => map.MapFrom(result => result.ChatId.ToString()));
        CreateMap<ChatPage, ChatListResponse>();
        CreateMap<MarkReadResult, MarkReadResponse>()
            .ForMember(response => response.ChatId, map => map.MapFrom(result => result.ChatId.ToString()));
    }

    /// <summary>A chat as everybody in it is told.</summary>
    private static ToldChatResponse ToldOf(Chat chat, IReadOnlyList<StoredUser> people, long? change, ResolutionContext context) => new()
    {
        Id = chat.Id.ToString(),
        Kind = ChatKindNames.NameOf(chat.Kind),
        Title = chat.Title,
        Members = ToldMembersOf(chat.CreatedAt, chat.Members, people),
        LastSequence = chat.LastSequence,
        CreatedAt = chat.CreatedAt,
        UpdatedAt = chat.UpdatedAt,
        LastChange = chat.LastChange,
        Photo = context.Mapper.Map<MediaResponse?>(chat.Photo),
        Change = change,
    };

    /// <summary>The members, as somebody is told who hears of the chat for the first time.</summary>
    /// <param name="createdAt">When the chat was made.</param>
    /// <param name="members">The members.</param>
    /// <param name="people">Who they are, in the same order.</param>
    internal static IReadOnlyList<ToldMemberResponse> ToldMembersOf(DateTime createdAt, IReadOnlyList<Member> members, IReadOnlyList<StoredUser> people) =>
    [
        .. members.Zip(people, (member, user) => new ToldMemberResponse
        {
            Id = member.UserId.ToString(),
            Username = MessageProfile.UsernameOf(user),
            ProfilePhoto = MessageProfile.PhotoOf(user),
            Role = ChatRoleNames.NameOf(member.Role),
            JoinedAt = member.LineAt ?? createdAt,
        }),
    ];

    private static IReadOnlyList<MemberResponse> MembersOf(ChatView view) =>
        [.. view.Members.Zip(view.Chat.Members).Select((member, at) => MemberOf(member.Second, view.Chat.JoinedAt(member.Second), member.First, view.Mutings?[at]))];

    private static MemberResponse MemberOf(Member member, DateTime joinedAt, StoredUser user, MutingView? muting) => new()
    {
        Id = member.UserId.ToString(),
        Username = MessageProfile.UsernameOf(user),
        ProfilePhoto = MessageProfile.PhotoOf(user),
        Role = ChatRoleNames.NameOf(member.Role),
        JoinedAt = joinedAt,
        ReadUpTo = member.ReadUpTo,
        DeliveredUpTo = member.HasUpTo,
        Muted = muting?.Muted,
        MutedUntil = muting?.MutedUntil,
    };
}
