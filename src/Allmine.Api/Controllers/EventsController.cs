using Allmine.Api.Events;
using Allmine.Api.Http;
using Allmine.Application.Events.Listen;
using AutoMapper;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Allmine.Api.Controllers;

/// <summary>What happens in the caller's chats, as it happens.</summary>
[Route("api/v2/events")]
public sealed class EventsController(IMediator mediator, IMapper mapper, TimeProvider time, IHostApplicationLifetime lifetime) : ControllerBase
{
    /// <summary>Listen to events</summary>
    /// <remarks>
    /// A stream of server-sent events for the caller alone, which ends with the token, or when the service is stopped, or when
    /// the caller reads too slowly. Whoever connects again with the last <c>id</c> in <c>Last-Event-ID</c>, to whichever node,
    /// gets what came meanwhile, nothing twice and nothing left out; browsers' <c>EventSource</c> does so by itself.
    ///
    /// - <c>message.created</c>: a message was sent, by the caller or another member. The data is the message as other calls
    ///   give it. In a chat, messages come in the order of their <c>sequence</c>.
    /// - <c>message.updated</c>, <c>message.deleted</c>, <c>message.reacted</c>: a message that was sent earlier has changed. The data is the message as of
    ///   that change, but for <c>readBy</c>, which is empty; of a reaction, what is on the message then.
    /// - <c>chat.created</c>: a chat was opened with the caller in it, or the caller was added. <c>chat.updated</c>: its title, photo, members or their roles have
    ///   changed, as the line says that comes before it. <c>chat.left</c>: the caller is no member any more. <c>change.hidden</c>: a message has changed that was
    ///   sent before the caller came, and that the caller does not see. <c>settings.changed</c>: the caller's own settings of a chat.
    /// - <c>message.read</c>: a member, perhaps the caller, has read a chat up to a message. What members send tells by itself
    ///   how far they have read.
    /// - <c>credits.changed</c>: the caller's balance after a transfer or a grant.
    /// - <c>reset</c>: the <c>Last-Event-ID</c> can't be read or is too old. Events may have been missed: read the chats anew.
    ///
    /// The first block has an <c>id</c> and nothing else. A comment comes every 15 seconds if nothing else does, with an
    /// <c>id</c> that reaches further: to keep it is enough.
    /// </remarks>
    /// <param name="lastEventId">The last <c>id</c> that was received; left out to listen from now on.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <response code="200">The stream.</response>
    [HttpGet]
    [Dispatches(typeof(ListenQuery))]
    [Produces(EventStream.ContentType)]
    [ProducesResponseType<string>(StatusCodes.Status200OK)]
    public async Task Listen([FromHeader(Name = EventStream.LastEventIdHeader)] string? lastEventId, CancellationToken cancellationToken)
    {
        using var subscription = await mediator.Send(new ListenQuery(lastEventId), cancellationToken);
        await new StreamAnswer(HttpContext, time, lifetime).WriteAsync((output, ending) => new EventStream(output, mapper, subscription, time).WriteAsync(ending), cancellationToken);
    }
}
