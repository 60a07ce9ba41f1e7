namespace Allmine.Application.Ports.Store;

/// <summary>What a developer finds in a new store.</summary>
public interface IStoreSeed
{
    /// <summary>Puts it there. What is there already stays as it is, so that it can be done again at any time.</summary>
    Task SeedAsync(CancellationToken cancellationToken);
}
