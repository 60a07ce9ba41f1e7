using Allmine.Api.Contracts.Webhooks;
using Allmine.Api.Http;
using Allmine.Api.OpenApi;
using Allmine.Application.Webhooks.DeleteWebhook;
using Allmine.Application.Webhooks.GetWebhook;
using Allmine.Application.Webhooks.ListDeliveries;
using Allmine.Application.Webhooks.ListWebhooks;
using Allmine.Application.Webhooks.PutWebhook;
using Allmine.Application.Webhooks.ReplayWebhook;
using Allmine.Application.Webhooks.RetryDelivery;
using Allmine.Application.Webhooks.RotateSecret;
using Allmine.Application.Webhooks.TestWebhook;
using Allmine.Domain.Errors;
using AutoMapper;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Allmine.Api.Controllers;

/// <summary>Where events are sent to: every event that a receiver asked for, those of a chat in order, signed, until it has been taken.</summary>
[Route("api/v2/webhooks")]
public sealed class WebhooksController(IMediator mediator, IMapper mapper) : ControllerBase
{
    /// <summary>List the webhooks</summary>
    /// <remarks>For first-party backends (a token with <c>role: service</c>). There are 20 at most.</remarks>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="200">All of them.</response>
    [HttpGet]
    [Dispatches(typeof(ListWebhooksQuery))]
    [ProducesResponseType<WebhooksResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<WebhooksResponse>> List(CancellationToken cancellationToken) =>
        new WebhooksResponse { Items = mapper.Map<IReadOnlyList<WebhookResponse>>(await mediator.Send(new ListWebhooksQuery(), cancellationToken)) };

    /// <summary>Read a webhook</summary>
    /// <remarks>For first-party backends (a token with <c>role: service</c>).</remarks>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="200">The webhook, without its secret.</response>
    [HttpGet("{name}")]
    [Dispatches(typeof(GetWebhookQuery))]
    [ProducesResponseType<WebhookResponse>(StatusCodes.Status200OK)]
    [CanFail(nameof(ErrorCode.WebhookNotFound))]
    public async Task<ActionResult<WebhookResponse>> Get(string name, CancellationToken cancellationToken) =>
        mapper.Map<WebhookResponse>(await mediator.Send(new GetWebhookQuery(name), cancellationToken));

    /// <summary>Make or change a webhook</summary>
    /// <remarks>
    /// For first-party backends (a token with <c>role: service</c>). Of a webhook that is there, what is left out stays. The answer to the call that makes it has the secret: it is shown
    /// once. After a change of <c>types</c> it goes on from the last event that was given.
    /// </remarks>
    /// <param name="name">1 to 64 letters, digits, <c>.</c>, <c>_</c>, <c>-</c>.</param>
    /// <param name="body">What it is to be.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="201">The webhook is new; the answer has its secret.</response>
    /// <response code="200">The webhook was there before.</response>
    [HttpPut("{name}")]
    [Dispatches(typeof(PutWebhookCommand))]
    [ProducesResponseType<WebhookResponse>(StatusCodes.Status201Created)]
    [ProducesResponseType<WebhookResponse>(StatusCodes.Status200OK)]
    [CanBreak("url", nameof(ErrorCode.Required), nameof(ErrorCode.NotAllowed))]
    [CanBreak("types", nameof(ErrorCode.Duplicate), nameof(ErrorCode.Required))]
    [CanFail(nameof(ErrorCode.WebhookLimit), nameof(ErrorCode.WebhookNoKey), nameof(ErrorCode.FeedPositionGone))]
    public async Task<ActionResult<WebhookResponse>> Put(string name, [FromBody] PutWebhookRequest body, CancellationToken cancellationToken)
    {
        var view = await mediator.Send(new PutWebhookCommand(name, body.Url, body.Types, body.Active, body.From), cancellationToken);
        return StatusCode(view.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK, mapper.Map<WebhookResponse>(view));
    }

    /// <summary>Remove a webhook</summary>
    /// <remarks>For first-party backends (a token with <c>role: service</c>). What its receiver has not been given is not sent any more.</remarks>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="204">The webhook is not there, whether or not it was before.</response>
    [HttpDelete("{name}")]
    [Dispatches(typeof(DeleteWebhookCommand))]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    public async Task<IActionResult> Delete(string name, CancellationToken cancellationToken)
    {
        await mediator.Send(new DeleteWebhookCommand(name), cancellationToken);
        return NoContent();
    }

    /// <summary>Make another secret for a webhook</summary>
    /// <remarks>For first-party backends (a token with <c>role: service</c>). The secret before signs beside it for 24 hours, one before that no more.</remarks>
    /// <param name="name">The webhook's name.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="200">The webhook, with its new secret.</response>
    [HttpPost("{name}/rotate")]
    [Dispatches(typeof(RotateSecretCommand))]
    [ProducesResponseType<WebhookResponse>(StatusCodes.Status200OK)]
    [CanFail(nameof(ErrorCode.WebhookNotFound), nameof(ErrorCode.WebhookNoKey))]
    public async Task<ActionResult<WebhookResponse>> Rotate(string name, CancellationToken cancellationToken) =>
        mapper.Map<WebhookResponse>(await mediator.Send(new RotateSecretCommand(name), cancellationToken));

    /// <summary>Send a test to a webhook</summary>
    /// <remarks>For first-party backends (a token with <c>role: service</c>). Sends the event <c>webhook.test</c> at once, also to one that is off, and tells what came of it.</remarks>
    /// <param name="name">The webhook's name.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="200">What came of it.</response>
    [HttpPost("{name}/test")]
    [Dispatches(typeof(TestWebhookCommand))]
    [ProducesResponseType<WebhookTestResponse>(StatusCodes.Status200OK)]
    [CanFail(nameof(ErrorCode.WebhookNotFound))]
    public async Task<ActionResult<WebhookTestResponse>> Test(string name, CancellationToken cancellationToken) =>
        mapper.Map<WebhookTestResponse>(await mediator.Send(new TestWebhookCommand(name), cancellationToken));

    /// <summary>Replay events to a webhook</summary>
    /// <remarks>
    /// For first-party backends (a token with <c>role: service</c>). What the webhook hears is sent once more, with the same <c>webhook-id</c> and body, beside the live deliveries and in
    /// its own order.
    /// </remarks>
    /// <param name="name">The webhook's name.</param>
    /// <param name="body">Which events.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="202">They will be sent.</response>
    [HttpPost("{name}/replay")]
    [Dispatches(typeof(ReplayWebhookCommand))]
    [ProducesResponseType(StatusCodes.Status202Accepted)]
    [CanBreak("from", nameof(ErrorCode.Required))]
    [CanFail(nameof(ErrorCode.WebhookNotFound), nameof(ErrorCode.FeedPositionGone), nameof(ErrorCode.RateLimited))]
    public async Task<IActionResult> Replay(string name, [FromBody] ReplayWebhookRequest body, CancellationToken cancellationToken)
    {
        await mediator.Send(new ReplayWebhookCommand(name, body.From, body.To), cancellationToken);
        return StatusCode(StatusCodes.Status202Accepted);
    }

    /// <summary>List the deliveries of a webhook</summary>
    /// <remarks>For first-party backends (a token with <c>role: service</c>). Those that were taken are listed for 24 hours, the others as long as the feed has their events.</remarks>
    /// <param name="name">The webhook's name.</param>
    /// <param name="status"><c>pending</c>, <c>delivered</c>, <c>failed</c> or <c>set_aside</c>; left out for all.</param>
    /// <param name="cursor">Where the page before ended; left out for the first page.</param>
    /// <param name="limit">The most deliveries to return.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="200">The page.</response>
    [HttpGet("{name}/deliveries")]
    [Dispatches(typeof(ListDeliveriesQuery))]
    [ProducesResponseType<DeliveriesResponse>(StatusCodes.Status200OK)]
    [CanFail(nameof(ErrorCode.WebhookNotFound))]
    public async Task<ActionResult<DeliveriesResponse>> Deliveries(
        string name, [FromQuery] string? status, [FromQuery] string? cursor, [FromQuery] int? limit, CancellationToken cancellationToken) =>
        mapper.Map<DeliveriesResponse>(await mediator.Send(new ListDeliveriesQuery(name, status, cursor, limit), cancellationToken));

    /// <summary>Retry a delivery</summary>
    /// <remarks>For first-party backends (a token with <c>role: service</c>). One that waits for its next attempt is tried at once; one that was set aside or taken is sent once more.</remarks>
    /// <param name="name">The webhook's name.</param>
    /// <param name="deliveryId">The delivery's <c>id</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="202">It will be sent.</response>
    [HttpPost("{name}/deliveries/{deliveryId}/retry")]
    [Dispatches(typeof(RetryDeliveryCommand))]
    [ProducesResponseType(StatusCodes.Status202Accepted)]
    [CanFail(nameof(ErrorCode.WebhookNotFound), nameof(ErrorCode.DeliveryNotFound), nameof(ErrorCode.RateLimited))]
    public async Task<IActionResult> Retry(string name, string deliveryId, CancellationToken cancellationToken)
    {
        await mediator.Send(new RetryDeliveryCommand(name, deliveryId), cancellationToken);
        return StatusCode(StatusCodes.Status202Accepted);
    }
}
