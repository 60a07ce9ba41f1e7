using Allmine.Api.Contracts.Chats;
using Allmine.Application.Chats;
using Allmine.Application.Chats.ListChats;
using Allmine.Application.Chats.MarkRead;
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
            .ForMember(response => response.UpdatedAt, map => map.MapFrom(view => view.Chat.UpdatedAt));
        CreateMap<ChatPage, ChatListResponse>();
        CreateMap<MarkReadResult, MarkReadResponse>()
            .ForMember(response => response.ChatId, map => map.MapFrom(result => result.ChatId.ToString()));
    }
}
