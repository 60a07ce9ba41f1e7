using Allmine.Api.Contracts.Files;
using Allmine.Api.Http;
using Allmine.Api.OpenApi;
using Allmine.Api.RateLimiting;
using Allmine.Application.Media.UploadFile;
using Allmine.Domain.Errors;
using AutoMapper;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Allmine.Api.Controllers;

/// <summary>Files that are uploaded first and named in messages later.</summary>
[Route("api/v2/files")]
public sealed class FilesController(IMediator mediator, IMapper mapper) : ControllerBase
{
    /// <summary>Upload a file</summary>
    /// <remarks>
    /// <c>multipart/form-data</c> with one part, <c>file</c>. The answer's <c>_id</c> or <c>name</c> can then be the <c>file</c> of messages, any number of them. A file that no message uses is removed after 24 hours.
    /// </remarks>
    /// <param name="body">The file.</param>
    /// <param name="cancellationToken">Ends the call; nothing is stored then.</param>
    /// <response code="201">Stored.</response>
    [HttpPost]
    [Dispatches(typeof(UploadFileCommand))]
    [LimitedAs(RateLimits.Uploads)]
    [ProducesResponseType<FileResponse>(StatusCodes.Status201Created)]
    [CanFail(nameof(ErrorCode.MediaUnreadable), nameof(ErrorCode.MediaTooLarge), nameof(ErrorCode.MediaQuota), nameof(ErrorCode.ContentMismatch), nameof(ErrorCode.ServiceBusy))]
    public async Task<ActionResult<FileResponse>> Upload([FromBody] UploadFileRequest body, CancellationToken cancellationToken)
    {
        var response = mapper.Map<FileResponse>(await mediator.Send(new UploadFileCommand(body.File), cancellationToken));
        return StatusCode(StatusCodes.Status201Created, response);
    }
}
