using Allmine.Application.Abstractions;
using Allmine.Domain.Errors;
using MediatR;

namespace Allmine.Application.Media.GetMedia;

internal sealed class GetMediaHandler(IMediaStore media) : IRequestHandler<GetMediaQuery, Stream>
{
    public async Task<Stream> Handle(GetMediaQuery query, CancellationToken cancellationToken) =>
        await media.OpenAsync(query.Key, cancellationToken) ?? throw new RefusedException(ErrorCode.MediaNotFound);
}
