using System.Reflection;

namespace Allmine.Application.Authorization;

/// <summary>A type of request, and what it demands of its caller. Read once for each type.</summary>
/// <param name="Request">The request's type.</param>
/// <param name="RequiredCaller">Null if the type declares nothing, which means that everybody is refused.</param>
public sealed record RequestRequirement(Type Request, RequiredCaller? RequiredCaller)
{
    public static RequestRequirement Of(Type request) => new(request, request.GetCustomAttribute<RequiresCallerAttribute>(inherit: false)?.RequiredCaller);
}
