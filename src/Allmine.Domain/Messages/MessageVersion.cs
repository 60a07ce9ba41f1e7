namespace Allmine.Domain.Messages;

/// <summary>The words and the metadata that a message had, or has.</summary>
/// <param name="Version">1 for those that it was sent with.</param>
/// <param name="Content">The words, or null.</param>
/// <param name="Metadata">The sender's own data, as it was stored; null for none.</param>
/// <param name="At">Since when it had them: UTC, whole milliseconds.</param>
public sealed record MessageVersion(int Version, string? Content, string? Metadata, DateTime At);
