using Allmine.Api.Configuration;
using Allmine.Api.Hosting;
using Allmine.Domain.Media;
using AutoMapper;

namespace Allmine.Api.Mapping;

/// <summary>Where a stored file is served: at <c>Media:PublicBaseUrl</c> if it is set, else at the origin of the request, or where nobody calls at the service's own.</summary>
internal sealed class MediaUrlResolver(AllmineSettings settings, IHttpContextAccessor accessor, OwnOrigin own)
    : IMemberValueResolver<MediaContent, object, string?, string?>
{
    public const string Path = "/media/";

    public string? Resolve(MediaContent source, object destination, string? key, string? destMember, ResolutionContext context) =>
        key is null ? null : $"{settings.MediaBaseUrl ?? Origin()}{Path}{key}";

    private string Origin() =>
        accessor.HttpContext?.Request is { } request ? $"{request.Scheme}://{request.Host}{request.PathBase}" : own.Address;
}
