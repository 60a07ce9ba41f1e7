using Allmine.Api.Http;
using Allmine.Application.Media.GetMedia;
using Allmine.Application.Telemetry;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace Allmine.Api.Controllers;

/// <summary>The bytes of files and thumbnails, for whoever has their address.</summary>
[Route("media")]
[AllowAnonymous]
[ApiExplorerSettings(IgnoreApi = true)]
public sealed class MediaController(IMediator mediator) : ControllerBase
{
    /// <summary>What is stored under a key never changes, so that the key is its version too. It may be removed: after an hour it is asked for again.</summary>
    [HttpGet("{key}")]
    [Dispatches(typeof(GetMediaQuery))]
    public async Task<IActionResult> Get(string key, CancellationToken cancellationToken)
    {
        var media = await mediator.Send(new GetMediaQuery(key), cancellationToken);
        Response.Headers.CacheControl = "public, max-age=3600";
        Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        var disposition = new ContentDispositionHeaderValue(media.IsShown ? "inline" : "attachment");
        disposition.SetHttpFileName(media.Name);
        Response.Headers.ContentDisposition = disposition.ToString();
        Response.OnCompleted(() =>
        {
            // Of a whole file or a part of it; a caller who hung up has got less.
            if (HttpMethods.IsGet(Request.Method) && Response is { StatusCode: < StatusCodes.Status300MultipleChoices, ContentLength: { } length } && !HttpContext.RequestAborted.IsCancellationRequested)
                AllmineTelemetry.CountMediaBytes(AllmineTelemetry.MediaOut, length);
            return Task.CompletedTask;
        });
        return File(media.Content, media.ContentType, lastModified: null, new EntityTagHeaderValue($"\"{key}\""), enableRangeProcessing: true);
    }
}
