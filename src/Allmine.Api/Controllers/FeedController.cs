using Allmine.Api.Contracts.Feed;
using Allmine.Api.Events;
using Allmine.Api.Feed;
using Allmine.Api.Http;
using Allmine.Api.OpenApi;
using Allmine.Application.Feed.FollowFeed;
using Allmine.Application.Feed.ReadFeed;
using Allmine.Domain.Errors;
using AutoMapper;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Allmine.Api.Controllers;

/// <summary>What happens in the whole service, for first-party backends.</summary>
[Route("api/v2/feed")]
public sealed class FeedController(IMediator mediator, IMapper mapper, TimeProvider time, IHostApplicationLifetime lifetime) : ControllerBase
{
    /// <summary>So many types may be named; there are fewer.</summary>
    private const int MostTypes = 100;

    /// <summary>Read the feed of events</summary>
    /// <remarks>
    /// For first-party backends (a token with <c>role: service</c>). Every event of the service, of a chat in the order of its commits, for 4 days or as long as the operator
    /// says. Go on <c>after</c> the answer's <c>position</c>. The <c>data</c> of an event are as of then and stay the same, until its message is deleted: then they are the tombstone.
    /// </remarks>
    /// <param name="after">A position; left out for the oldest events that are kept. One that is too old, or of another database, leads to <c>reset</c>.</param>
    /// <param name="limit">The most events to return.</param>
    /// <param name="types">The types of events, separated by commas; left out for all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="200">The page.</response>
    [HttpGet]
    [Dispatches(typeof(ReadFeedQuery))]
    [ProducesResponseType<FeedResponse>(StatusCodes.Status200OK)]
    [CanBreak("types", nameof(ErrorCode.Duplicate), nameof(ErrorCode.Required))]
    public async Task<ActionResult<FeedResponse>> Read([FromQuery] string? after, [FromQuery] int? limit, [FromQuery] string? types, CancellationToken cancellationToken) =>
        mapper.Map<FeedResponse>(await mediator.Send(new ReadFeedQuery(after, limit, ListIn(types)), cancellationToken));

    /// <summary>Listen to the feed of events</summary>
    /// <remarks>
    /// For first-party backends (a token with <c>role: service</c>). The same as a stream of server-sent events: each has the event's type for its name, the item of the feed for its data,
    /// and the item's position for its <c>id</c>. It ends with the token, or when the service is stopped; whoever connects again with the last <c>id</c> in <c>Last-Event-ID</c> gets what came
    /// meanwhile. <c>reset</c>: the position can't be read or is too old, and the oldest events follow.
    /// </remarks>
    /// <param name="after">A position to go on after; left out to listen from now on. <c>Last-Event-ID</c> goes before it.</param>
    /// <param name="types">The types of events, separated by commas; left out for all.</param>
    /// <param name="lastEventId">The last <c>id</c> that was received.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <response code="200">The stream.</response>
    [HttpGet("stream")]
    [Dispatches(typeof(FollowFeedQuery))]
    [Produces(EventStream.ContentType)]
    [ProducesResponseType<string>(StatusCodes.Status200OK)]
    [CanBreak("types", nameof(ErrorCode.Duplicate), nameof(ErrorCode.Required))]
    public async Task Follow(
        [FromQuery] string? after, [FromQuery] string? types, [FromHeader(Name = EventStream.LastEventIdHeader)] string? lastEventId, CancellationToken cancellationToken)
    {
        using var subscription = await mediator.Send(new FollowFeedQuery(lastEventId ?? after, ListIn(types)), cancellationToken);
        await new StreamAnswer(HttpContext, time, lifetime).WriteAsync((output, ending) => new FeedStream(output, mapper, subscription).WriteAsync(ending), cancellationToken);
    }

    private static string[]? ListIn(string? types) => types?.Split(',', MostTypes);
}
