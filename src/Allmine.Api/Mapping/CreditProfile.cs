using Allmine.Api.Contracts.Credits;
using Allmine.Api.Contracts.Messages;
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
        CreateMap<StoredEntry, TransactionResponse>().ConvertUsing(entry => ResponseOf(entry));
        CreateMap<TransactionsPage, TransactionsResponse>();
    }

    private static TransactionResponse ResponseOf(StoredEntry stored) => stored.Entry is { } entry
        ? new TransactionResponse
        {
            Id = entry.Id.ToString(),
            Direction = LedgerDirectionNames.NameOf(entry.Direction),
            Amount = entry.Amount,
            BalanceAfter = entry.BalanceAfter,
            CounterpartyId = entry.CounterpartyId?.ToString(),
            MessageId = entry.MessageId?.ToString(),
            ChatId = entry.ChatId?.ToString(),
            CreatedAt = entry.CreatedAt,
        }
        : new TransactionResponse { Id = stored.Id?.ToString() };
}
