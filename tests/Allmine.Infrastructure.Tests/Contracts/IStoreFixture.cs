using Allmine.Application.Abstractions;

namespace Allmine.Infrastructure.Tests.Contracts;

/// <summary>
/// A store under test, behind its ports. A store joins the contracts by one fixture and, for each contract, a subclass that
/// names it.
/// </summary>
public interface IStoreFixture
{
    /// <summary>Why the store can't be tested here, for example because there is no server; null if it can.</summary>
    string? Absence { get; }

    IIdGenerator Ids { get; }

    ISendStore SendStore { get; }

    IMessageRepository Messages { get; }

    IChatRepository Chats { get; }

    IUserRepository Users { get; }

    IOutcomeRepository Outcomes { get; }

    IFileRepository Files { get; }

    IStoreStatus Status { get; }

    /// <summary>Makes the store ready and empty. Called before each test.</summary>
    Task ResetAsync();
}
