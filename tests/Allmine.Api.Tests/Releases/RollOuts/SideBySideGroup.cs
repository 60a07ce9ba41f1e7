namespace Allmine.Api.Tests.Releases.RollOuts;

/// <summary>The classes that share the processes of <see cref="SideBySide"/>.</summary>
[CollectionDefinition(nameof(SideBySideGroup))]
public sealed class SideBySideGroup : ICollectionFixture<SideBySide>;
