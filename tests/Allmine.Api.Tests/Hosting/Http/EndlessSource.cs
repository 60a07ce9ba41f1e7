namespace Allmine.Api.Tests.Hosting.Http;

/// <summary>Bytes of which nobody can tell the number before they have come.</summary>
internal sealed class EndlessSource(byte[] bytes) : MemoryStream(bytes, writable: false)
{
    public override bool CanSeek => false;
}
