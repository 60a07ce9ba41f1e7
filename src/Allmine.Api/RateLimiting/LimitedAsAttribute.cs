namespace Allmine.Api.RateLimiting;

/// <summary>Names the limit that a call falls under beside that of all requests.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LimitedAsAttribute(string policy) : Attribute
{
    /// <summary><see cref="RateLimits.Sends"/> or <see cref="RateLimits.Uploads"/>.</summary>
    public string Policy { get; } = policy;
}
