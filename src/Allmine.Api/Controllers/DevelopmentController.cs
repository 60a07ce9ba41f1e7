using System.Buffers;
using System.Text;
using Allmine.Api.Auth;
using Allmine.Api.Contracts.Users;
using Allmine.Api.Contracts.Webhooks;
using Allmine.Api.Development;
using Allmine.Api.Http.Bodies;
using Allmine.Api.OpenApi;
using Allmine.Application.Resets;
using Allmine.Application.Validation;
using Allmine.Application.Webhooks;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Allmine.Api.Controllers;

/// <summary>Helps for development. Outside the Development environment this controller does not exist.</summary>
[Route("api/dev")]
[AllowAnonymous]
public sealed class DevelopmentController : ControllerBase
{
    /// <summary>So many characters of a name are kept: as many as a webhook's has.</summary>
    private const int MaxKeptName = 64;

    private const int MaxKeptHeader = 200;

    /// <summary>Get a token for the playground and for tests</summary>
    /// <remarks>In Development only; elsewhere the route does not exist.</remarks>
    /// <param name="body">Whom the token is for.</param>
    /// <param name="tokens">Issues it.</param>
    /// <response code="200">The token.</response>
    [HttpPost("token")]
    [ProducesResponseType<DevelopmentTokenResponse>(StatusCodes.Status200OK)]
    public ActionResult<DevelopmentTokenResponse> IssueToken(
        [FromBody] DevelopmentTokenRequest body, [FromServices] DevelopmentTokens tokens)
    {
        Check(body);
        var userId = Id<User>.Parse(body.UserId!);
        var (token, expiresAt) = tokens.Issue(userId, body.Role ?? TokenClaims.UserRole);
        return new DevelopmentTokenResponse { AccessToken = token, ExpiresAt = expiresAt };
    }

    /// <summary>Begin with a fresh database</summary>
    /// <remarks>
    /// Puts a fresh database with the development data in the old one's place: messages, chats, users, keys, files, blocks and the ledger go. In
    /// Development only, without a token, and only of a database that the development data was the first in: others are refused. Other
    /// nodes follow within 15 s; meanwhile calls may be 503. Whoever listens to events is cut off, and told `reset` on going on.
    /// </remarks>
    /// <param name="reset">Does it.</param>
    /// <param name="inbox">What came of the webhooks of before goes, too.</param>
    /// <response code="204">It is there.</response>
    [HttpPost("reset")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [CanFail(nameof(ErrorCode.NotResettable), nameof(ErrorCode.StoreUnavailable))]
    public async Task<IActionResult> Reset([FromServices] StoreReset reset, [FromServices] WebhookInbox inbox)
    {
        await reset.ResetAsync(HttpContext.RequestAborted);
        inbox.Clear();
        return NoContent();
    }

    /// <summary>Show what the receiver for tries was given</summary>
    /// <remarks>
    /// In Development only; elsewhere the route does not exist. A webhook whose <c>url</c> is <c>/api/dev/webhook-inbox/</c> and its own name at this service is answered 204 if it is signed
    /// with the webhook's secret, else 401. The last 100 are kept in memory.
    /// </remarks>
    /// <param name="inbox">Has it.</param>
    /// <response code="200">What came, newest first.</response>
    [HttpGet("webhook-inbox")]
    [ProducesResponseType<WebhookInboxResponse>(StatusCodes.Status200OK)]
    public ActionResult<WebhookInboxResponse> Inbox([FromServices] WebhookInbox inbox) => new WebhookInboxResponse { Items = inbox.Read() };

    /// <summary>Receive a webhook</summary>
    /// <param name="name">The name of a webhook of this service.</param>
    /// <param name="inbox">Keeps what comes.</param>
    /// <param name="verifier">Knows the secrets.</param>
    /// <param name="time">Tells when it came.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    [HttpPost("webhook-inbox/{name}")]
    [ApiExplorerSettings(IgnoreApi = true)]
    public async Task<IActionResult> Receive(
        string name, [FromServices] WebhookInbox inbox, [FromServices] WebhookVerifier verifier, [FromServices] TimeProvider time, CancellationToken cancellationToken)
    {
        var read = await RequestBody.ReadWholeAsync(Request, WebhookInbox.MaxBytes);
        ReadOnlyMemory<byte> body = read.Buffer.ToArray();
        RequestBody.Used(Request, read);
        var (id, timestamp, signature) = (HeaderOf("webhook-id"), HeaderOf("webhook-timestamp"), HeaderOf("webhook-signature"));
        var isSigned = await verifier.IsSignedAsync(name, id ?? "", timestamp ?? "", signature ?? "", body, cancellationToken);
        inbox.Add(new ReceivedWebhookResponse
        {
            Name = name[..Math.Min(name.Length, MaxKeptName)],
            ReceivedAt = time.GetUtcNow().UtcDateTime,
            Verified = isSigned,
            WebhookId = id,
            WebhookTimestamp = timestamp,
            WebhookSignature = signature,
            Body = Encoding.UTF8.GetString(body.Span),
        });
        return isSigned ? NoContent() : Unauthorized();
    }

    /// <summary>What is kept of a header: as much as one of a webhook has.</summary>
    private string? HeaderOf(string name) => Request.Headers[name].ToString() is { Length: > 0 } value ? value[..Math.Min(value.Length, MaxKeptHeader)] : null;

    /// <summary>It is no use case: nobody else checks it, or tells what was wrong when it was read.</summary>
    private void Check(DevelopmentTokenRequest body)
    {
        var broken = new List<ErrorDetail>();
        if (body.UserId is null)
            broken.Add(new ErrorDetail(ErrorCode.Required, "userId"));
        else if (!Id<User>.TryParse(body.UserId, out _))
            broken.Add(new ErrorDetail(ErrorCode.Format, "userId"));
        if (body.Role is not (null or TokenClaims.UserRole or TokenClaims.ServiceRole))
            broken.Add(new ErrorDetail(ErrorCode.AllowedValues, "role", $"{TokenClaims.UserRole}, {TokenClaims.ServiceRole}"));
        if (HttpContext.Features.Get<ReadingFaults>() is { } faults)
            throw new InvalidRequestException(faults.With(broken));
        if (broken.Count > 0)
            throw new InvalidRequestException(broken);
    }
}
