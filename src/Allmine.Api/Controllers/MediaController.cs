using Allmine.Application.Media.GetMedia;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Allmine.Api.Controllers;

/// <summary>The bytes of files and thumbnails, for whoever has their address.</summary>
[Route("media")]
[AllowAnonymous]
[ApiExplorerSettings(IgnoreApi = true)]
public sealed class MediaController(IMediator mediator) : ControllerBase
{
    [HttpGet("{key}")]
    public async Task<IActionResult> Get(string key, CancellationToken cancellationToken)
    {
        var content = await mediator.Send(new GetMediaQuery(key), cancellationToken);
        Response.Headers.XContentTypeOptions = "nosniff";
        Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return File(content, key.EndsWith(".jpg", StringComparison.Ordinal) ? "image/jpeg" : "application/octet-stream", enableRangeProcessing: true);
    }
}
