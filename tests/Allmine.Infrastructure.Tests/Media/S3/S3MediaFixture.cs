using Allmine.Application.Ports.Files;
using Allmine.Infrastructure.Media.S3;

namespace Allmine.Infrastructure.Tests.Media.S3;

/// <summary>Files in a bucket of a server of its own, a new one for each test.</summary>
public sealed class S3MediaFixture : IMediaStoreFixture, IDisposable
{
    private S3Server? server;
    private S3MediaStore? media;

    public string? Absence => S3Server.Absence;

    public IMediaStore Media => media ?? throw new InvalidOperationException("Reset comes first.");

    public Task ResetAsync()
    {
        Dispose();
        server = S3Server.Start();
        media = new S3MediaStore(OptionsFor(server.Address));
        return media.InitializeAsync(CancellationToken.None);
    }

    public void Dispose()
    {
        media?.Dispose();
        server?.Dispose();
    }

    internal static S3MediaOptions OptionsFor(string address) => new()
    {
        Bucket = S3Server.Bucket,
        ServiceUrl = address,
        AccessKey = S3Server.AccessKey,
        SecretKey = S3Server.SecretKey,
    };
}
