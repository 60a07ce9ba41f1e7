namespace Allmine.Api.Contracts.Messages;

/// <summary>What a send's key can be known for.</summary>
public static class OutcomeStatuses
{
    public const string Committed = "committed";
    public const string Refused = "refused";
    public const string Unknown = "unknown";

    public static IReadOnlyList<string> All { get; } = [Committed, Refused, Unknown];
}
