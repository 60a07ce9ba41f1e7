namespace Allmine.Api.Tests.Releases;

/// <summary>One of the two programs that are compared.</summary>
public enum Build
{
    LastRelease,
    Present,
}
