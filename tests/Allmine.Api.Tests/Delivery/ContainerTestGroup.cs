namespace Allmine.Api.Tests.Delivery;

/// <summary>Tests of what the container file makes: it is made once.</summary>
[CollectionDefinition(nameof(ContainerTestGroup))]
public sealed class ContainerTestGroup : ICollectionFixture<ContainerBuild>;
