using Allmine.Application.Abstractions;
using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Sqlite;

/// <summary>An embedded store in a folder of its own, a new one for each test.</summary>
public sealed class SqliteStoreFixture : IStoreFixture, IDisposable
{
    private EmbeddedStore? store;

    public string? Absence => null;

    public IIdGenerator Ids => Get<IIdGenerator>();

    public ISendStore SendStore => Get<ISendStore>();

    public IMessageRepository Messages => Get<IMessageRepository>();

    public IChatRepository Chats => Get<IChatRepository>();

    public IUserRepository Users => Get<IUserRepository>();

    public IOutcomeRepository Outcomes => Get<IOutcomeRepository>();

    public IFileRepository Files => Get<IFileRepository>();

    public IStoreStatus Status => Get<IStoreStatus>();

    public async Task ResetAsync()
    {
        store?.Dispose();
        store = new EmbeddedStore();
        await store.InitializeAsync();
    }

    public void Dispose() => store?.Dispose();

    private T Get<T>()
        where T : notnull => (store ?? throw new InvalidOperationException("Reset comes first.")).Get<T>();
}
