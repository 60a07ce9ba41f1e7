using Allmine.Application.Authorization;
using Allmine.Application.Messages.SendBatch;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Idempotency;
using Allmine.Domain.Errors;
using MediatR;

namespace Allmine.Application.Messages.GetBatchOutcome;

internal sealed class GetBatchOutcomeHandler(ICaller caller, IIdempotencyRepository records, IChatRepository chats)
    : IRequestHandler<GetBatchOutcomeQuery, BatchOutcomeView>
{
    public async Task<BatchOutcomeView> Handle(GetBatchOutcomeQuery query, CancellationToken cancellationToken) =>
        await records.FindAsync(BatchKeys.Of(caller, query.IdempotencyKey!), cancellationToken) switch
        {
            { Refusal: { } code, RefusedItem: var item } => new BatchOutcomeView(null, new ErrorDetail(code) { Item = item }),
            { Items: { Count: > 0 } items } when MaySee(items) => new BatchOutcomeView(await ItemsOfAsync(items, cancellationToken)),
            _ => new BatchOutcomeView(null),
        };

    /// <summary>A backend may have sent items in the names of others under a person's key: they are not that person's to read.</summary>
    private bool MaySee(IReadOnlyList<IdempotencyRecord> items) =>
        caller.Role != CallerRole.User || items.All(item => item.Message?.SenderId == caller.Subject);

    private async Task<IReadOnlyList<SentItem>> ItemsOfAsync(IReadOnlyList<IdempotencyRecord> items, CancellationToken cancellationToken)
    {
        var found = await chats.FindAllAsync(items.Select(item => item.Message!.ChatId).ToHashSet(), cancellationToken);
        var byId = found.ToDictionary(chat => chat.Id);
        return
        [
            .. from item in items
               let message = item.Message!
               select new SentItem(new MessageView(message, byId.GetValueOrDefault(message.ChatId)?.ReadersOf(message) ?? []), false, item.Balance, null),
        ];
    }
}
