namespace Allmine.Api.Http;

/// <summary>
/// Names the request that an action hands to the application, so that what it demands of the caller can be checked before the body
/// is read. A test compares it with what the action does.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DispatchesAttribute(Type request) : Attribute
{
    public Type Request { get; } = request;
}
