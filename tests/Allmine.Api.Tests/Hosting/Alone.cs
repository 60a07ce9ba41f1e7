namespace Allmine.Api.Tests.Hosting;

/// <summary>Tests that measure time or memory, and run while no other test does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
