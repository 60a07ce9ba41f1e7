using Allmine.Application.Authorization;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Files;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using MediatR;

namespace Allmine.Application.Media.UploadFile;

internal sealed class UploadFileHandler(ICaller caller, FileLifecycle lifecycle, IFileRepository files)
    : IRequestHandler<UploadFileCommand, UploadedFile>
{
    public async Task<UploadedFile> Handle(UploadFileCommand command, CancellationToken cancellationToken)
    {
        var file = await lifecycle.StoreAsync(caller.ActingUser(), command.File!, cancellationToken);
        if (!await files.StageAsync(file.Id, cancellationToken))
            throw new StoreUnavailableException();
        return file with { State = FileState.Staged };
    }
}
