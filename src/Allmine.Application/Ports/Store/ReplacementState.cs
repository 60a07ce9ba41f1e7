namespace Allmine.Application.Ports.Store;

/// <summary>Whether a store is being replaced, or has been.</summary>
/// <param name="Generation">Another text after each replacement; null for a store that can't be replaced.</param>
/// <param name="IsClosing">Whether a node is about to throw the data away, or at it.</param>
public readonly record struct ReplacementState(string? Generation, bool IsClosing);
