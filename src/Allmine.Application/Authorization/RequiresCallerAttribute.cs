namespace Allmine.Application.Authorization;

/// <summary>
/// Declares what a request demands of its caller. A request without it is refused, so that a forgotten line shuts a door
/// and never opens one.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class RequiresCallerAttribute(RequiredCaller demand) : Attribute
{
    public RequiredCaller RequiredCaller { get; } = demand;
}
