using Allmine.Api.Contracts.Chats;
using Allmine.Api.Contracts.Messages;
using Allmine.Api.Http;
using Allmine.Api.OpenApi;
using Allmine.Application.Chats.CreateChat;
using Allmine.Application.Chats.GetChanges;
using Allmine.Application.Chats.GetChat;
using Allmine.Application.Chats.ListChats;
using Allmine.Application.Chats.ListPins;
using Allmine.Application.Chats.Sync;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using AutoMapper;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Allmine.Api.Controllers;

/// <summary>The caller's chats.</summary>
[Route("api/v2/chats")]
public sealed partial class ChatsController(IMediator mediator, IMapper mapper) : ControllerBase
{
    /// <summary>List the caller's chats</summary>
    /// <remarks>
    /// Newest activity first. Give <c>nextCursor</c> of one page as <c>cursor</c> of the next. No chat comes twice on the way,
    /// whatever is sent meanwhile; one that moves to the front before it was met comes with the page after, so that a page may
    /// begin with chats newer than those of the page before.
    /// </remarks>
    /// <param name="cursor">Where the page before ended; left out for the first page. It serves the user whom it was given to.</param>
    /// <param name="limit">The most chats to return. A page may have fewer, or none, and go on all the same.</param>
    /// <param name="archived">Whether those are listed that the caller has archived; left out, the others are.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="200">The page.</response>
    [HttpGet]
    [Dispatches(typeof(ListChatsQuery))]
    [ProducesResponseType<ChatListResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<ChatListResponse>> List(
        [FromQuery] string? cursor, [FromQuery] int? limit, [FromQuery] bool archived, CancellationToken cancellationToken) =>
        mapper.Map<ChatListResponse>(await mediator.Send(new ListChatsQuery(cursor, limit, archived), cancellationToken));

    /// <summary>Read a chat</summary>
    /// <remarks>
    /// For its members, with what each may do, and how far each has read. A service that acts for nobody reads every chat, without what is a reader's own, and with who has it muted.
    /// </remarks>
    /// <param name="chatId">24 hexadecimal digits.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="200">The chat.</response>
    [HttpGet("{chatId}")]
    [Dispatches(typeof(GetChatQuery))]
    [ProducesResponseType<ChatDetailsResponse>(StatusCodes.Status200OK)]
    [CanFail(nameof(ErrorCode.NotAMember), nameof(ErrorCode.ChatNotFound))]
    public async Task<ActionResult<ChatDetailsResponse>> Get(string chatId, CancellationToken cancellationToken) =>
        mapper.Map<ChatDetailsResponse>(await mediator.Send(new GetChatQuery(chatId), cancellationToken));

    /// <summary>Read what has changed in a chat</summary>
    /// <remarks>
    /// Every change of a chat has the next number: a message sent, edited, deleted, reacted to, pinned, given its thumbnail, and another title, photo, member or role. The items are the things that have
    /// changed since, each once, as it is now, by the number of its latest change. Whoever holds the state of change n, and applies what comes <c>after=n</c>, has the
    /// state of <c>lastChange</c>. With <c>reset</c>, what was held of the chat is void. A service that acts for nobody reads those of every chat.
    /// </remarks>
    /// <param name="chatId">24 hexadecimal digits.</param>
    /// <param name="after">The number of the last change that is known; 0, or left out, for none.</param>
    /// <param name="limit">The most items to return.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="200">The page.</response>
    [HttpGet("{chatId}/changes")]
    [Dispatches(typeof(GetChangesQuery))]
    [ProducesResponseType<ChangesResponse>(StatusCodes.Status200OK)]
    [CanFail(nameof(ErrorCode.NotAMember), nameof(ErrorCode.ChatNotFound))]
    public async Task<ActionResult<ChangesResponse>> Changes(string chatId, [FromQuery] long? after, [FromQuery] int? limit, CancellationToken cancellationToken) =>
        mapper.Map<ChangesResponse>(await mediator.Send(new GetChangesQuery(chatId, after, limit), cancellationToken));

    /// <summary>Read what has changed in several chats</summary>
    /// <remarks>
    /// For a client that was away. Of each chat that it holds it names the last change that it knows, and gets each thing that has changed since, as it is now;
    /// as <c>GET /chats/{chatId}/changes</c> does for one. Chats that it does not know yet are in <c>GET /chats</c>.
    /// </remarks>
    /// <param name="body">What the caller holds.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="200">What has changed, in the order asked.</response>
    [HttpPost("~/api/v2/sync")]
    [Dispatches(typeof(SyncCommand))]
    [ProducesResponseType<SyncResponse>(StatusCodes.Status200OK)]
    [CanBreak("chats", nameof(ErrorCode.TooMany), Greatest = SyncCommand.MaxChats)]
    [CanBreak("chats", nameof(ErrorCode.Format), nameof(ErrorCode.Duplicate))]
    [CanBreak("chats", nameof(ErrorCode.Range), Least = 0)]
    public async Task<ActionResult<SyncResponse>> Sync([FromBody] SyncRequest body, CancellationToken cancellationToken) =>
        mapper.Map<SyncResponse>(await mediator.Send(new SyncCommand(body.Chats), cancellationToken));

    /// <summary>List the pinned messages of a chat</summary>
    /// <remarks>The newest pin first. A service that acts for nobody reads those of every chat.</remarks>
    /// <param name="chatId">24 hexadecimal digits.</param>
    /// <param name="cursor">Where the page before ended; left out for the first page.</param>
    /// <param name="limit">The most messages to return.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="200">The page.</response>
    [HttpGet("{chatId}/pins")]
    [Dispatches(typeof(ListPinsQuery))]
    [ProducesResponseType<PinsResponse>(StatusCodes.Status200OK)]
    [CanFail(nameof(ErrorCode.NotAMember), nameof(ErrorCode.ChatNotFound))]
    public async Task<ActionResult<PinsResponse>> Pins(string chatId, [FromQuery] string? cursor, [FromQuery] int? limit, CancellationToken cancellationToken) =>
        mapper.Map<PinsResponse>(await mediator.Send(new ListPinsQuery(chatId, cursor, limit), cancellationToken));

    /// <summary>Open a chat</summary>
    /// <remarks>
    /// With one other person and no title: the direct chat of the two, which exists once. Else a new group of the caller and
    /// these members, 256 at most with the caller, who is its owner.
    /// </remarks>
    /// <param name="body">Who is to be in it.</param>
    /// <param name="key">Makes a repetition safe: it is answered with the chat as it reads then, for 7 days. 1 to 255 visible ASCII characters.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <response code="201">The chat is new.</response>
    /// <response code="200">The direct chat was there before.</response>
    [HttpPost]
    [Dispatches(typeof(CreateChatCommand))]
    [ProducesResponseType<ChatResponse>(StatusCodes.Status201Created)]
    [ProducesResponseType<ChatResponse>(StatusCodes.Status200OK)]
    [AnswersHeader(StatusCodes.Status201Created, ApiHeaders.Replayed, "`true` if an earlier request with the same key made it.")]
    [AnswersHeader(StatusCodes.Status200OK, ApiHeaders.Replayed, "`true` if an earlier request with the same key was answered so.")]
    [CanFail(nameof(ErrorCode.UserNotFound), nameof(ErrorCode.Blocked), nameof(ErrorCode.KeyReused))]
    [CanBreak("memberIds", nameof(ErrorCode.Self), nameof(ErrorCode.Range), Greatest = Chat.MaxMembers - 1)]
    [CanBreak("title", nameof(ErrorCode.Blank))]
    public async Task<ActionResult<ChatResponse>> Create(
        [FromBody] CreateChatRequest body, [FromHeader(Name = ApiHeaders.IdempotencyKey)] string? key, CancellationToken cancellationToken)
    {
        var result = await mediator.Send(new CreateChatCommand(body.MemberIds, body.Title, ApiHeaders.KeyIn(key)), cancellationToken);
        if (result.Replayed)
            Response.Headers[ApiHeaders.Replayed] = "true";
        var response = mapper.Map<ChatResponse>(result.View);
        return StatusCode(result.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK, response);
    }
}
