namespace Allmine.Stores.Tests.Contracts.Changes;

/// <summary>What a client takes its state from, beside <c>changes</c>.</summary>
[Flags]
internal enum Sources
{
    None = 0,

    Events = 1,

    /// <summary>Pages of the history, and messages by their identifiers: as they are now, which may be later than the rest of the state.</summary>
    Pages = 2,
}
