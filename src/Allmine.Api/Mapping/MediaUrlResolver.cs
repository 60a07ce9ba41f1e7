using Allmine.Api.Configuration;
using Allmine.Domain.Media;
using AutoMapper;

namespace Allmine.Api.Mapping;

/// <summary>Where a stored file is served: at <c>Media:PublicBaseUrl</c> if it is set, else at the origin of the request.</summary>
internal sealed class MediaUrlResolver(AllmineSettings settings, IHttpContextAccessor accessor)
    : IMemberValueResolver<MediaContent, object, string?, string?>
{
    public const string Path = "/media/";

    public string? Resolve(MediaContent source, object destination, string? key, string? destMember, ResolutionContext context) =>
        key is null ? null : $"{settings.MediaBaseUrl ?? OwnOrigin()}{Path}{key}";

    private string OwnOrigin() =>
        accessor.HttpContext?.Request is { } request ? $"{request.Scheme}://{request.Host}{request.PathBase}" : "";
}
