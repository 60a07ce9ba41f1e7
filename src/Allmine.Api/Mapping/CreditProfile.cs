using Allmine.Api.Contracts;
using Allmine.Application.Credits.GetCredits;
using Allmine.Application.Credits.GetTransactions;
using Allmine.Application.Credits.GrantCredits;
using Allmine.Domain.Credits;
using Allmine.Domain.Messages;
using AutoMapper;

namespace Allmine.Api.Mapping;

/// <summary>How credits become what callers read.</summary>
internal sealed class CreditProfile : Profile
{
    public CreditProfile()
    {
        CreateMap<Message, CreditTransferResponse>()
            .ForMember(response => response.Amount, map => map.MapFrom(message => message.Transfer!.Amount))
            .ForMember(response => response.RecipientId, map => map.MapFrom(message => message.Transfer!.RecipientId.ToString()))
            .ForMember(response => response.SenderId, map => map.MapFrom(message => message.SenderId.ToString()));
        CreateMap<CreditsView, CreditsResponse>();
        CreateMap<GrantCreditsResult, GrantResponse>()
            .ForMember(response => response.UserId, map => map.MapFrom(result => result.Grant.RecipientId.ToString()))
            .ForMember(response => response.Amount, map => map.MapFrom(result => result.Grant.Amount));
        CreateMap<LedgerEntry, TransactionResponse>()
            .ForMember(response => response.Id, map => map.MapFrom(entry => entry.Id.ToString()))
            .ForMember(response => response.Direction, map => map.MapFrom(entry => LedgerDirections.NameOf(entry.Direction)))
            .ForMember(response => response.CounterpartyId, map => map.MapFrom(entry => entry.CounterpartyId == null ? null : entry.CounterpartyId.ToString()))
            .ForMember(response => response.MessageId, map => map.MapFrom(entry => entry.MessageId == null ? null : entry.MessageId.ToString()))
            .ForMember(response => response.ChatId, map => map.MapFrom(entry => entry.ChatId == null ? null : entry.ChatId.ToString()));
        CreateMap<TransactionsPage, TransactionsResponse>();
    }
}
