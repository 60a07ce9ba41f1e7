using Allmine.Api.Contracts;
using Allmine.Api.Contracts.Batches;
using Allmine.Api.Contracts.Messages;
using Allmine.Api.Errors;
using Allmine.Api.Http;
using Allmine.Api.Logging;
using Allmine.Api.OpenApi;
using Allmine.Api.RateLimiting;
using Allmine.Application.Messages.GetBatchOutcome;
using Allmine.Application.Messages.SendBatch;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;
using AutoMapper;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Allmine.Api.Controllers;

/// <summary>Sending many messages together.</summary>
[Route("api/v2/messages/batch")]
public sealed class BatchesController(IMediator mediator, IMapper mapper, BatchLimits limits, TimeProvider time) : ControllerBase
{
    /// <summary>Send up to 500 messages</summary>
    /// <remarks>
    /// Each for itself, or with <c>atomic</c> all in one commit. Files are named, not brought. A fault of shape, of any item, refuses the whole.
    ///
    /// Not atomic, the answer is 200, and each item is what it would be alone, with the key <c>&lt;key&gt;#&lt;index&gt;</c> of the user in whose name it
    /// is sent. Repeated, it replays what was sent or refused for good and tries the rest. Items of one chat keep their order.
    ///
    /// Atomic, the answer is 201, or the first refusal with <c>items[n].</c> before its code, and nothing is written. An item sees what those before
    /// it did. The batch has one outcome under its key.
    /// </remarks>
    /// <param name="body">The messages.</param>
    /// <param name="key">Makes a repetition safe. 1 to 240 visible ASCII characters. Required, unless it is a dry run.</param>
    /// <param name="dryRun">With <c>true</c> every check runs and nothing is written; the answer is 200, and each <c>_id</c> is null.</param>
    /// <param name="cancellationToken">Ends the wait, not the sends.</param>
    /// <response code="201">An atomic batch: all of it is stored for good.</response>
    /// <response code="200">A batch that is not atomic: what became of each item. Or a dry run: as it would be.</response>
    [HttpPost]
    [Dispatches(typeof(SendBatchCommand))]
    [ProducesResponseType<BatchResponse>(StatusCodes.Status201Created)]
    [AnswersHeader(StatusCodes.Status201Created, ApiHeaders.Replayed, "`true` if an earlier request with the same key sent it.")]
    [ProducesResponseType<BatchResponse>(StatusCodes.Status200OK)]
    [CanFail(
        nameof(ErrorCode.KeyRequired), nameof(ErrorCode.NotAMember), nameof(ErrorCode.Blocked), nameof(ErrorCode.ChatNotFound), nameof(ErrorCode.UserNotFound),
        nameof(ErrorCode.MediaNotFound), nameof(ErrorCode.InsufficientCredits), nameof(ErrorCode.KeyReused), nameof(ErrorCode.ChatMoved))]
    [AnswersHeader(StatusCodes.Status409Conflict, ApiHeaders.Replayed, "`true` if an earlier request with the same key was refused so.")]
    [AnswersHeader(StatusCodes.Status412PreconditionFailed, ApiHeaders.ChatSequence, "The number of the chat's last message, as the item saw it.", Type = NJsonSchema.JsonObjectType.Integer)]
    public async Task<ActionResult<BatchResponse>> Send(
        [FromBody] SendBatchRequest body, [FromHeader(Name = ApiHeaders.IdempotencyKey)] string? key, [FromQuery] bool dryRun, CancellationToken cancellationToken)
    {
        await limits.TakeAsync(HttpContext, body.Items);
        var items = body.Items?.Select(item => item is null ? null : new BatchItem(item.ToCommand(), item.OnBehalfOf)).ToList();
        var result = await mediator.Send(new SendBatchCommand(body.Atomic == true, items, ApiHeaders.KeyIn(key), dryRun), cancellationToken);
        if (result.Replayed)
            Response.Headers[ApiHeaders.Replayed] = "true";
        if (!result.Rehearsed)
            HttpContext.Features.Set(ReportOf(result.Items));
        var response = ResponseOf(result.Items, result.Rehearsed);
        return body.Atomic == true && !dryRun ? StatusCode(StatusCodes.Status201Created, response) : Ok(response);
    }

    /// <summary>Ask what became of an atomic batch</summary>
    /// <remarks>
    /// For one whose answer was lost. <c>refused</c> means refused for good, for lack of credits. Of a batch that is not atomic nothing is known here:
    /// each of its items has an outcome of its own.
    /// </remarks>
    /// <param name="key">The key of that batch. Required.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="200">What is known under the key.</response>
    [HttpGet("outcome")]
    [Dispatches(typeof(GetBatchOutcomeQuery))]
    [ProducesResponseType<BatchOutcomeResponse>(StatusCodes.Status200OK)]
    [CanFail(nameof(ErrorCode.KeyRequired))]
    public async Task<ActionResult<BatchOutcomeResponse>> Outcome(
        [FromHeader(Name = ApiHeaders.IdempotencyKey), BindRequired] string? key, CancellationToken cancellationToken)
    {
        var outcome = await mediator.Send(new GetBatchOutcomeQuery(ApiHeaders.KeyIn(key)), cancellationToken);
        return outcome switch
        {
            { Items: { } items } => new BatchOutcomeResponse { Status = OutcomeStatuses.Committed, Batch = ResponseOf(items, isRehearsed: false) },
            { Refusal: { } refusal } => new BatchOutcomeResponse { Status = OutcomeStatuses.Refused, Error = EnvelopeOf([refusal]) },
            _ => new BatchOutcomeResponse { Status = OutcomeStatuses.Unknown },
        };
    }

    private static BatchReport ReportOf(IReadOnlyList<SentItem> items)
    {
        var senders = items.Where(item => !item.Replayed).Select(item => item.View?.Message.Readable?.SenderId).OfType<Id<User>>().ToList();
        return new BatchReport(senders.Count, senders.Distinct().Count());
    }

    private BatchResponse ResponseOf(IReadOnlyList<SentItem> items, bool isRehearsed)
    {
        var responses = items.Select((item, index) => ResponseOf(item, index, isRehearsed)).ToList();
        var committed = items.Count(item => item.View is not null);
        return new BatchResponse { Committed = committed, Refused = items.Count - committed, Items = responses };
    }

    private BatchItemResponse ResponseOf(SentItem item, int index, bool isRehearsed)
    {
        var message = item.View is { } view ? mapper.Map<MessageResponse>(view) : null;
        return new BatchItemResponse
        {
            Index = index,
            StatusCode = item.Errors is { } errors ? ErrorStatus.Of(errors[0].Code.Kind).Status : isRehearsed ? StatusCodes.Status200OK : StatusCodes.Status201Created,
            Replayed = item.Replayed,
            Message = isRehearsed ? message is null ? null : message with { Id = null } : message,
            Error = item.Errors is { } why ? EnvelopeOf(why) : null,
            CreditBalance = item.Balance,
            ChatSequence = item.Errors is [{ Details: [long sequence] } moved] && moved.Code == ErrorCode.ChatMoved ? sequence : null,
        };
    }

    private ErrorResponse EnvelopeOf(IReadOnlyList<ErrorDetail> refusal) =>
        ErrorEnvelope.Of(refusal, RequestLanguage.Of(Request), time.GetUtcNow().UtcDateTime);
}
