namespace Allmine.Domain.Messages;

/// <summary>What an edit is to make of a message.</summary>
/// <param name="Content">The words; null takes them away.</param>
/// <param name="Metadata">The sender's own data, as it is stored; null takes it away.</param>
public readonly record struct MessageEdit(Change<string> Content, Change<string> Metadata)
{
    /// <summary>The version that the message must have; null for any.</summary>
    public int? ExpectedVersion { get; init; }

    /// <summary>For how long after its sending a message can be edited; null for ever.</summary>
    public TimeSpan? Window { get; init; }
}
