using Allmine.Application.Ports.Files;
using Allmine.Infrastructure.Media.Disk;
using Allmine.Infrastructure.Media.Uploads;

namespace Allmine.Infrastructure.Tests.Media.Disk;

/// <summary>A folder of files, a new one for each test.</summary>
public sealed class DiskMediaFixture : IMediaStoreFixture, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("allmine-test-").FullName;
    private MediaSpool? spool;
    private DiskMediaStore? media;

    public string? Absence => null;

    public IMediaStore Media => media ?? throw new InvalidOperationException("Reset comes first.");

    public Task ResetAsync()
    {
        spool?.Dispose();
        var place = Path.Combine(folder, Path.GetRandomFileName());
        spool = new MediaSpool(Path.Combine(place, DiskMediaStore.SpoolName));
        spool.Prepare();
        media = new DiskMediaStore(place, spool);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        spool?.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
