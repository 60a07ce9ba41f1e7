namespace Allmine.Stores.Tests;

/// <summary>Tests that measure the memory of the whole process, and run while no other test does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
