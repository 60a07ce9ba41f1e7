using Allmine.Application.GroupCommit;
using Allmine.Application.Ports.Store;
using Allmine.Infrastructure;
using Allmine.Infrastructure.Media;
using Allmine.Infrastructure.Media.Inspection;
using Allmine.Infrastructure.Media.Inspection.Images.Workers;
using Allmine.Infrastructure.Persistence.Sqlite.Database;
using Microsoft.Extensions.DependencyInjection;

namespace Allmine.Tests.Stores;

/// <summary>The embedded store as the service puts it together, in a temporary folder unless one is given.</summary>
internal sealed class EmbeddedStore : IDisposable
{
    private readonly bool ownsFolder;
    private readonly ServiceProvider services;

    public EmbeddedStore(string? folder = null, TimeProvider? time = null)
    {
        ownsFolder = folder is null;
        Folder = folder ?? Directory.CreateTempSubdirectory("allmine-test-").FullName;
        var collection = new ServiceCollection();
        if (time is not null)
            collection.AddSingleton(time);
        var options = new EmbeddedStoreOptions { Path = Folder };
        services = collection.AddEmbeddedStore(options).AddDiskMedia(options).AddMediaIntake(new MediaLimits(), new ImageWorkerCommand("none")).AddSharedInfrastructure()
            // The seed grants credits through it.
            .AddSingleton<IImageWorkerProgram, InProcessWorkers>().AddSingleton(new GroupCommitOptions()).AddSingleton<GroupCommitEngine>().AddLogging().BuildServiceProvider();
    }

    public string Folder { get; }

    public SqliteDatabase Database => Get<SqliteDatabase>();

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public async Task InitializeAsync()
    {
        foreach (var part in services.GetServices<IStoreInitializer>())
            await part.InitializeAsync(CancellationToken.None);
    }

    /// <summary>What the first column of the query's rows says, on the connection that writes.</summary>
    public Task<List<string>> QueryAsync(string sql) =>
        Database.WriteAsync(session => session.Statement(sql).List(row => row.Text(0)), CancellationToken.None);

    public Task ExecuteAsync(string sql) => Database.WriteAsync(
        session =>
        {
            session.Execute(sql);
            return true;
        },
        CancellationToken.None);

    public void Dispose()
    {
        services.Dispose();
        if (ownsFolder)
            Directory.Delete(Folder, recursive: true);
    }
}
