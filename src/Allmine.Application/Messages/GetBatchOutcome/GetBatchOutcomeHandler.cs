using Allmine.Application.Authorization;
using Allmine.Application.Messages.SendBatch;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Idempotency;
using Allmine.Domain.Errors;
using MediatR;

namespace Allmine.Application.Messages.GetBatchOutcome;

internal sealed class GetBatchOutcomeHandler(ICaller caller, IIdempotencyRepository records, SentMessages sent)
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
        var viewer = caller.Role == CallerRole.User ? caller.Subject : caller.OnBehalfOf;
        var views = await sent.ViewAsync([.. items.Select(item => item.Message!)], viewer, cancellationToken);
        return [.. items.Zip(views, (item, view) => new SentItem(view, false, item.Balance, null))];
    }
}
