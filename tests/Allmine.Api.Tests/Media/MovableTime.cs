namespace Allmine.Api.Tests.Media;

/// <summary>The time of day, and as much more as a test says.</summary>
internal sealed class MovableTime : TimeProvider
{
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
}
