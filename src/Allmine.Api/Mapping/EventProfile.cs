using Allmine.Api.Contracts.Events;
using Allmine.Application.Ports.Events;
using AutoMapper;

namespace Allmine.Api.Mapping;

/// <summary>How events become what listeners read. Messages are mapped as <see cref="MessageProfile"/> says.</summary>
internal sealed class EventProfile : Profile
{
    public EventProfile()
    {
        CreateMap<MessageRead, MessageReadEvent>()
            .ForMember(data => data.ChatId, map => map.MapFrom(read => read.ChatId.ToString()))
            .ForMember(data => data.UserId, map => map.MapFrom(read => read.UserId.ToString()));
        CreateMap<MessageDelivered, MessageReadEvent>()
            .ForMember(data => data.ChatId, map => map.MapFrom(delivered => delivered.ChatId.ToString()))
            .ForMember(data => data.UserId, map => map.MapFrom(delivered => delivered.UserId.ToString()));
        CreateMap<CreditsChanged, CreditsChangedEvent>();
    }
}
