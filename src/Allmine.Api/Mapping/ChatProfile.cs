using Allmine.Api.Contracts.Chats;
using Allmine.Api.Contracts.Messages;
using Allmine.Application.Chats;
using Allmine.Application.Chats.GetChanges;
using Allmine.Application.Chats.ListChats;
using Allmine.Application.Chats.ListPins;
using Allmine.Application.Chats.MarkDelivered;
using Allmine.Application.Chats.MarkRead;
using Allmine.Application.Chats.Sync;
using Allmine.Domain.Chats;
using AutoMapper;

namespace Allmine.Api.Mapping;

/// <summary>How chats become what callers read. Members and last messages are mapped as <see cref="MessageProfile"/> says.</summary>
internal sealed class ChatProfile : Profile
{
    public ChatProfile()
    {
        CreateMap<ChatView, ChatResponse>()
            .ForMember(response => response.Id, map => map.MapFrom(view => view.Chat.Id.ToString()))
            .ForMember(response => response.Kind, map => map.MapFrom(view => ChatKindNames.NameOf(view.Chat.Kind)))
            .ForMember(response => response.Title, map => map.MapFrom(view => view.Chat.Title))
            .ForMember(response => response.LastSequence, map => map.MapFrom(view => view.Chat.LastSequence))
            .ForMember(response => response.CreatedAt, map => map.MapFrom(view => view.Chat.CreatedAt))
            .ForMember(response => response.UpdatedAt, map => map.MapFrom(view => view.Chat.UpdatedAt))
            .ForMember(response => response.LastChange, map => map.MapFrom(view => view.Chat.LastChange));
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
}
