using Allmine.Infrastructure;

namespace Allmine.Architecture.Tests.Fixtures.Controllers;

/// <summary>Bad on purpose: a controller that knows the infrastructure.</summary>
public sealed class StoresController
{
    public EmbeddedStoreOptions Options { get; } = new() { Path = "data" };
}
