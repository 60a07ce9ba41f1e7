using Allmine.Application.Ports.Files;
using Allmine.Domain.Errors;
using MediatR;

namespace Allmine.Application.Media.GetMedia;

internal sealed class GetMediaHandler(IMediaStore media, IMediaTypes types) : IRequestHandler<GetMediaQuery, ServedMedia>
{
    public async Task<ServedMedia> Handle(GetMediaQuery query, CancellationToken cancellationToken) =>
        await media.OpenAsync(query.Key, cancellationToken) is { } stored
            ? new ServedMedia(stored.Content, types.ContentTypeOf(query.Key), stored.Name ?? query.Key, types.IsShown(query.Key))
            : throw new RefusedException(ErrorCode.MediaNotFound);
}
