using System.Net;
using System.Net.Http.Headers;

namespace Allmine.Api.Tests.Hosting.Http;

/// <summary>A body of which the last byte comes when the test lets it go.</summary>
internal sealed class HeldContent : HttpContent
{
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] body;

    public HeldContent(HttpContent content, byte[] body)
    {
        this.body = body;
        Headers.ContentType = content.Headers.ContentType is { } type ? MediaTypeHeaderValue.Parse(type.ToString()) : null;
    }

    public void Release() => released.TrySetResult();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(body.AsMemory(0, body.Length - 1));
        await stream.FlushAsync();
        await released.Task;
        await stream.WriteAsync(body.AsMemory(body.Length - 1));
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }
}
