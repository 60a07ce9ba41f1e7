namespace Allmine.Api.Tests.Webhooks;

/// <summary>How services under test deliver.</summary>
internal static class WebhookSettingsOfTests
{
    /// <summary>
    /// The second attempt comes soon, and the third one not before somebody asks for it: a test sees what has failed for as long as it wants, and then has it set aside.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, string> RetryDelays = new Dictionary<string, string>
    {
        ["Webhooks:RetryDelays:0"] = "00:00:00.0500000",
        ["Webhooks:RetryDelays:1"] = "01:00:00",
    };
}
