namespace Allmine.Api.Tests.Backups;

/// <summary>A store of which backups are made and put back, by the lines of the runbook.</summary>
internal interface IBackedUpStore : IAsyncDisposable
{
    /// <summary>Of the service and of its commands.</summary>
    (string Name, string? Value)[] Settings { get; }

    /// <summary>Where the service keeps what it keeps on disk.</summary>
    string Folder { get; }

    /// <summary>Makes a backup while the service runs; one of before is put aside.</summary>
    Task BackUpAsync();

    /// <summary>Puts the last backup back, up to the commands of the service; it runs no more.</summary>
    Task RestoreAsync();

    /// <summary>The lines of the runbook that follow: commands of the service.</summary>
    IReadOnlyList<string> Commands { get; }
}
