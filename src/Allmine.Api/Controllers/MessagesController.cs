using System.Globalization;
using Allmine.Api.Contracts;
using Allmine.Api.Contracts.Chats;
using Allmine.Api.Contracts.Messages;
using Allmine.Api.Errors;
using Allmine.Api.Http;
using Allmine.Api.OpenApi;
using Allmine.Api.RateLimiting;
using Allmine.Application.Chats.MarkRead;
using Allmine.Application.Messages;
using Allmine.Application.Messages.GetHistory;
using Allmine.Application.Messages.GetMessage;
using Allmine.Application.Messages.GetOutcome;
using Allmine.Application.Messages.SendMessage;
using Allmine.Domain.Errors;
using AutoMapper;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using NJsonSchema;

namespace Allmine.Api.Controllers;

/// <summary>Sending and reading messages.</summary>
[Route("api/v2/messages")]
public sealed partial class MessagesController(IMediator mediator, IMapper mapper, TimeProvider time) : ControllerBase
{
    /// <summary>Send a new message (v2)</summary>
    /// <remarks>
    /// Sends a text, a file or credits to a chat or a person. As JSON, <c>file</c> is the id or name of a file uploaded before; as
    /// <c>multipart/form-data</c>, with the same names, it is the bytes. The answer comes when the message is stored for good.
    ///
    /// A credit transfer needs an <c>Idempotency-Key</c>, and is one commit: the message, the debit and the credit. For example:
    /// <c>{ "type": "credit_transfer", "targetUserId": "64d15f9e2e6c8f4d5a654321", "creditTransfer": { "amount": 25 } }</c>. Its answer has
    /// the sender's balance in the header <c>Credit-Balance</c>. A refusal for lack of credits is final for its key.
    ///
    /// **Production uyarısı:** Bu çağrı veri değiştirir. Production sunucusu seçiliyken gerçek üretim verileri etkilenir;
    /// denemeler için Development sunucusunu kullanın.
    ///
    /// **Production warning:** this call changes data. With the Production server selected, real production data is affected;
    /// use the Development server for tests.
    /// </remarks>
    /// <param name="body">The message.</param>
    /// <param name="key">
    /// Makes a repetition safe: the same key with the same body answers what the first request was answered, with the header
    /// <c>Idempotent-Replayed: true</c>. 1 to 255 visible ASCII characters. A credit transfer needs one, unless it is a dry run.
    /// </param>
    /// <param name="dryRun">With <c>true</c> every check runs and nothing is written; the answer is 200 and <c>_id</c> is null.</param>
    /// <param name="cancellationToken">Ends the wait, not the send.</param>
    /// <response code="201">Sent: stored for good.</response>
    /// <response code="200">A dry run: the message as it would be; nothing was written.</response>
    [HttpPost]
    [Dispatches(typeof(SendMessageCommand))]
    [LimitedAs(RateLimits.Sends)]
    [ProducesResponseType<MessageResponse>(StatusCodes.Status201Created)]
    [AnswersHeader(StatusCodes.Status201Created, "Location", "Where the message can be read.")]
    [AnswersHeader(
        StatusCodes.Status201Created, ApiHeaders.CreditBalance, "Of a credit transfer alone: the sender's balance after it, the same on a replay.", Type = JsonObjectType.Integer)]
    [AnswersHeader(StatusCodes.Status201Created, ApiHeaders.Replayed, "`true` if an earlier request with the same key sent it.")]
    [ProducesResponseType<MessageResponse>(StatusCodes.Status200OK)]
    [AnswersHeader(
        StatusCodes.Status200OK, ApiHeaders.CreditBalance, "Of a credit transfer alone: the sender's balance as it would be after it.", Type = JsonObjectType.Integer)]
    [CanFail(
        nameof(ErrorCode.KeyRequired), nameof(ErrorCode.NotAMember), nameof(ErrorCode.Blocked),
        nameof(ErrorCode.ChatNotFound), nameof(ErrorCode.UserNotFound), nameof(ErrorCode.MediaNotFound), nameof(ErrorCode.InsufficientCredits), nameof(ErrorCode.KeyReused), nameof(ErrorCode.ChatMoved),
        nameof(ErrorCode.MediaUnreadable), nameof(ErrorCode.MediaTooLarge), nameof(ErrorCode.MediaQuota), nameof(ErrorCode.ContentMismatch),
        nameof(ErrorCode.ServiceBusy))]
    [CanBreak("chatId", nameof(ErrorCode.Required), Alternative = "targetUserId")]
    [CanBreak("targetUserId", nameof(ErrorCode.Self), nameof(ErrorCode.TargetNotAMember), nameof(ErrorCode.Required))]
    [CanBreak("content", nameof(ErrorCode.Required), nameof(ErrorCode.Blank))]
    [CanBreak("file", nameof(ErrorCode.Required), nameof(ErrorCode.Blank), nameof(ErrorCode.NotAllowed))]
    [CanBreak("creditTransfer", nameof(ErrorCode.NotAllowed))]
    [CanBreak("creditTransfer.amount", nameof(ErrorCode.NotAllowed))]
    [CanBreak("metadata", nameof(ErrorCode.TooLong), Greatest = MessageMetadata.MaxBytes)]
    [CanBreak("metadata", nameof(ErrorCode.TooDeep), Greatest = MessageMetadata.MaxLevels)]
    [CanBreak("metadata", nameof(ErrorCode.Name), Greatest = MessageMetadata.MaxNameLength)]
    [CanBreak("metadata", nameof(ErrorCode.Characters), nameof(ErrorCode.Duplicate))]
    [CanBreak("replyTo", nameof(ErrorCode.NamedNotFound))]
    [CanBreak("mentions", nameof(ErrorCode.TargetNotAMember), nameof(ErrorCode.Duplicate))]
    [AnswersHeader(StatusCodes.Status409Conflict, ApiHeaders.Replayed, "`true` if an earlier request with the same key was refused so.")]
    [AnswersHeader(StatusCodes.Status412PreconditionFailed, ApiHeaders.ChatSequence, "The number of the chat's last message.", Type = JsonObjectType.Integer)]
    public async Task<ActionResult<MessageResponse>> Send(
        [FromBody] SendMessageRequest body,
        [FromHeader(Name = ApiHeaders.IdempotencyKey)] string? key,
        [FromQuery] bool dryRun,
        CancellationToken cancellationToken)
    {
        var result = await mediator.Send(body.ToCommand(body.Upload, ApiHeaders.KeyIn(key), dryRun), cancellationToken);
        var response = mapper.Map<MessageResponse>(result.View);
        if (result.Balance is { } balance)
            Response.Headers[ApiHeaders.CreditBalance] = balance.ToString(CultureInfo.InvariantCulture);
        if (result.Rehearsed)
            return Ok(response with { Id = null });
        if (result.Replayed)
            Response.Headers[ApiHeaders.Replayed] = "true";
        return Created($"/api/v2/messages/{response.Id}", response);
    }

    /// <summary>Read one message</summary>
    /// <remarks>For the members of its chat, and for services that act for nobody; to everybody else it does not exist.</remarks>
    /// <param name="messageId">24 hexadecimal digits.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="200">The message as it reads now.</response>
    [HttpGet("{messageId}")]
    [Dispatches(typeof(GetMessageQuery))]
    [ProducesResponseType<MessageResponse>(StatusCodes.Status200OK)]
    [CanFail(nameof(ErrorCode.MessageNotFound))]
    public async Task<ActionResult<MessageResponse>> Get(string messageId, CancellationToken cancellationToken) =>
        mapper.Map<MessageResponse>(await mediator.Send(new GetMessageQuery(messageId), cancellationToken));

    /// <summary>Read a chat's history</summary>
    /// <remarks>
    /// Newest first; with <c>after</c> or <c>around</c>, oldest first. Messages are told apart by their <c>sequence</c>, which has no gaps. A service that acts for nobody reads that of
    /// every chat.
    /// </remarks>
    /// <param name="chatId">24 hexadecimal digits.</param>
    /// <param name="before">Only messages with a lower <c>sequence</c>. Not together with <c>after</c>.</param>
    /// <param name="after">Only messages with a higher <c>sequence</c>.</param>
    /// <param name="around">
    /// Half of the page, rounded down, before this <c>sequence</c>, then it and what follows; what is missing before it is made up for after it. Past the end it is
    /// the end. Not together with <c>before</c> or <c>after</c>.
    /// </param>
    /// <param name="limit">The most messages to return.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="200">The page.</response>
    [HttpGet("chat/{chatId}")]
    [Dispatches(typeof(GetHistoryQuery))]
    [ProducesResponseType<HistoryResponse>(StatusCodes.Status200OK)]
    [CanFail(nameof(ErrorCode.NotAMember), nameof(ErrorCode.ChatNotFound))]
    public async Task<ActionResult<HistoryResponse>> History(
        string chatId,
        [FromQuery] long? before,
        [FromQuery] long? after,
        [FromQuery] long? around,
        [FromQuery] int? limit,
        CancellationToken cancellationToken) =>
        mapper.Map<HistoryResponse>(await mediator.Send(new GetHistoryQuery(chatId, before, after, around, limit), cancellationToken));

    /// <summary>Mark a chat as read up to a message</summary>
    /// <remarks>
    /// Past the end it is brought down to the last message, and it never goes back: the answer says where it stands. Sending
    /// counts as reading up to one's own message. Others see it in <c>readBy</c>.
    /// </remarks>
    /// <param name="chatId">24 hexadecimal digits.</param>
    /// <param name="body">Up to which message.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <response code="200">How far the caller has read the chat now.</response>
    [HttpPost("chat/{chatId}/read")]
    [Dispatches(typeof(MarkReadCommand))]
    [ProducesResponseType<MarkReadResponse>(StatusCodes.Status200OK)]
    [CanFail(nameof(ErrorCode.NotAMember), nameof(ErrorCode.ChatNotFound))]
    public async Task<ActionResult<MarkReadResponse>> MarkRead(string chatId, [FromBody] MarkReadRequest body, CancellationToken cancellationToken) =>
        mapper.Map<MarkReadResponse>(await mediator.Send(new MarkReadCommand(chatId, body.Sequence), cancellationToken));

    /// <summary>Ask what became of a send</summary>
    /// <remarks>
    /// For a send with an <c>Idempotency-Key</c> whose answer was lost. <c>refused</c> means refused for good, for lack of credits; every
    /// other refusal leaves its key unknown.
    /// </remarks>
    /// <param name="key">The key of that send. Required.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="200">What is known under the key.</response>
    [HttpGet("outcome")]
    [Dispatches(typeof(GetOutcomeQuery))]
    [ProducesResponseType<OutcomeResponse>(StatusCodes.Status200OK)]
    [CanFail(nameof(ErrorCode.KeyRequired))]
    public async Task<ActionResult<OutcomeResponse>> Outcome(
        [FromHeader(Name = ApiHeaders.IdempotencyKey), BindRequired] string? key, CancellationToken cancellationToken)
    {
        var outcome = await mediator.Send(new GetOutcomeQuery(ApiHeaders.KeyIn(key)), cancellationToken);
        return outcome switch
        {
            { Message: { } view } => new OutcomeResponse { Status = OutcomeStatuses.Committed, Message = mapper.Map<MessageResponse>(view) },
            { Refusal: { } code } => new OutcomeResponse { Status = OutcomeStatuses.Refused, Error = EnvelopeOf(code) },
            _ => new OutcomeResponse { Status = OutcomeStatuses.Unknown },
        };
    }

    private ErrorResponse EnvelopeOf(ErrorCode refusal) =>
        ErrorEnvelope.Of([new ErrorDetail(refusal)], RequestLanguage.Of(Request), time.GetUtcNow().UtcDateTime);
}
