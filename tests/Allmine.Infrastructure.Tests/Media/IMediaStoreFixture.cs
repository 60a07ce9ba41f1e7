using Allmine.Application.Ports.Files;

namespace Allmine.Infrastructure.Tests.Media;

/// <summary>A store of files under test. It joins the contract by one fixture and a subclass that names it.</summary>
public interface IMediaStoreFixture
{
    /// <summary>Why the store can't be tested here, for example because there is no server; null if it can.</summary>
    string? Absence { get; }

    IMediaStore Media { get; }

    /// <summary>Makes the store ready and empty. Called before each test.</summary>
    Task ResetAsync();
}
