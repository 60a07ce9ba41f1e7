using Allmine.Api.Contracts;
using Allmine.Application.Messages;
using Allmine.Application.Messages.GetHistory;
using Allmine.Domain;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using AutoMapper;

namespace Allmine.Api.Mapping;

/// <summary>How what the use cases answer becomes what callers read.</summary>
internal sealed class MessageProfile : Profile
{
    public MessageProfile()
    {
        CreateMap<Id<User>, string>().ConvertUsing(id => id.ToString());
        CreateMap<MessageView, MessageResponse>()
            .ForMember(response => response.Id, map => map.MapFrom(view => view.Message.Id.ToString()))
            .ForMember(response => response.ChatId, map => map.MapFrom(view => view.Message.ChatId.ToString()))
            .ForMember(response => response.SenderId, map => map.MapFrom(view => view.Message.SenderId.ToString()))
            .ForMember(response => response.Type, map => map.MapFrom(view => MessageKinds.NameOf(view.Message.Kind)))
            .ForMember(response => response.Content, map => map.MapFrom(view => view.Message.Content))
            .ForMember(response => response.Media, map => map.MapFrom(view => view.Message.Media))
            .ForMember(response => response.CreditTransfer, map => map.MapFrom(view => view.Message.Transfer == null ? null : view.Message))
            .ForMember(response => response.CreatedAt, map => map.MapFrom(view => view.Message.CreatedAt))
            .ForMember(response => response.UpdatedAt, map => map.MapFrom(view => view.Message.CreatedAt))
            .ForMember(response => response.Sequence, map => map.MapFrom(view => view.Message.Sequence));
        CreateMap<MediaContent, MediaResponse>()
            .ForMember(response => response.Type, map => map.MapFrom(media => MediaKinds.NameOf(media.Kind)))
            .ForMember<string?>(response => response.Url, map => map.MapFrom<MediaUrlResolver, string?>(media => media.Key))
            .ForMember(response => response.ThumbnailUrl, map => map.MapFrom<MediaUrlResolver, string?>(media => media.ThumbnailKey));
        CreateMap<MediaContent, FileResponse>()
            .ForMember(response => response.Id, map => map.Ignore())
            .ForMember(response => response.Type, map => map.MapFrom(media => MediaKinds.NameOf(media.Kind)))
            .ForMember<string?>(response => response.Url, map => map.MapFrom<MediaUrlResolver, string?>(media => media.Key))
            .ForMember(response => response.ThumbnailUrl, map => map.MapFrom<MediaUrlResolver, string?>(media => media.ThumbnailKey));
        CreateMap<UploadedFile, FileResponse>()
            .IncludeMembers(file => file.Content)
            .ForMember(response => response.Id, map => map.MapFrom(file => file.Id.ToString()));
        CreateMap<HistoryPage, HistoryResponse>();
        CreateMap<User, UserResponse>()
            .ForMember(response => response.Id, map => map.MapFrom(user => user.Id.ToString()))
            .ForMember(response => response.Username, map => map.MapFrom(user => user.Username.Value));
    }
}
