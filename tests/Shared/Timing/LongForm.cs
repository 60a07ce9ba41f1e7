namespace Allmine.Tests.Timing;

/// <summary>
/// Some tests repeat what they do many times. The whole run has their short form; <c>ALLMINE_LONG=1</c> asks for the long one.
/// </summary>
internal static class LongForm
{
    public static bool IsAskedFor { get; } = Environment.GetEnvironmentVariable("ALLMINE_LONG") == "1";
}
