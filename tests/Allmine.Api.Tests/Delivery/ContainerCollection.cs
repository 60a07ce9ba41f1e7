namespace Allmine.Api.Tests.Delivery;

/// <summary>Tests of what the container file makes: it is made once.</summary>
[CollectionDefinition(nameof(ContainerCollection))]
public sealed class ContainerCollection : ICollectionFixture<ContainerBuild>;
