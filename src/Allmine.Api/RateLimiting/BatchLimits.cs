using Allmine.Api.Auth;
using Allmine.Api.Configuration;
using Allmine.Api.Contracts.Batches;
using Allmine.Api.Http;
using Allmine.Application.Authorization;
using Allmine.Application.Messages.SendBatch;
using Allmine.Application.Users;
using Allmine.Application.Validation;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Api.RateLimiting;

/// <summary>
/// A batch is one request, which has been counted before its body was read, and as many sends as it has items. Room for all is asked for at once: for
/// the caller, and for each person whom a backend acts for in it.
/// </summary>
public sealed class BatchLimits
{
    private readonly RateLimitSettings settings;
    private readonly UserDirectory directory;
    private readonly CallLimits limits;

    internal BatchLimits(RateLimitSettings settings, UserDirectory directory, CallLimits limits) =>
        (this.settings, this.directory, this.limits) = (settings, directory, limits);

    /// <param name="context">The request.</param>
    /// <param name="items">What it is to send. One with faults is not counted: it is refused for them.</param>
    /// <exception cref="RefusedException"><c>rate.limited</c>.</exception>
    /// <exception cref="InvalidRequestException"><c>validation.items.too_many</c>: more than a limit ever holds.</exception>
    public async Task TakeAsync(HttpContext context, IReadOnlyList<BatchItemRequest?>? items)
    {
        if (items is not { Count: > 0 and <= SendBatchCommand.MaxItems } || context.Features.Get<ReadingFaults>() is not null || TokenClaims.Read(context.User) is not { } claims)
            return;
        var demands = new List<LimitDemand>();
        if (claims.Role == CallerRole.Service)
            CallDemands.Add(demands, RateLimits.ServiceSends, claims.Subject, settings.ServiceSendsPerMinute, items.Count);
        var people = claims.Role == CallerRole.User
            ? [(User: claims.Subject, Count: items.Count)]
            : await PeopleOfAsync(items, context);
        foreach (var (user, count) in people)
            CallDemands.Add(demands, RateLimits.Sends, user, settings.SendsPerMinute, count);
        if (demands.Exists(demand => demand.Count > demand.PerMinute))
            throw new InvalidRequestException(ErrorCode.TooMany, "items", demands.Min(demand => demand.PerMinute));
        if (demands.Count > 0)
            await limits.TakeAsync(context, [.. demands]);
    }

    /// <summary>Whom the items are sent for, with their numbers; system users aside. Who is not known to the node yet is looked up, as the sends need it anyway.</summary>
    private async Task<IEnumerable<(Id<User> User, int Count)>> PeopleOfAsync(IReadOnlyList<BatchItemRequest?> items, HttpContext context)
    {
        var header = context.Request.Headers[ApiHeaders.OnBehalfOf].ToString();
        var users = items.Select(item => Id<User>.TryParse(item?.OnBehalfOf ?? header, out var user) ? user : (Id<User>?)null).OfType<Id<User>>().CountBy(user => user).ToList();
        var kinds = await Task.WhenAll(users.Select(user => directory.FindKindAsync(user.Key, context.RequestAborted)));
        return users.Zip(kinds).Where(found => found.Second != UserKind.System).Select(found => (found.First.Key, found.First.Value));
    }
}
