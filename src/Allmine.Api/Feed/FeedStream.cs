using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Allmine.Api.Contracts.Feed;
using Allmine.Api.Events;
using Allmine.Api.Http.Json;
using Allmine.Application.Feed;
using Allmine.Application.Ports.Feed;
using AutoMapper;

namespace Allmine.Api.Feed;

/// <summary>Writes the feed as server-sent events: the name of each is its type, its data is the item of the feed, its id the item's position.</summary>
internal sealed class FeedStream(PipeWriter output, IMapper mapper, FeedSubscription subscription)
{
    /// <summary>Writes until the listener goes. One that reads slowly is waited for.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        var isFirst = true;
        await foreach (var item in subscription.ReadAsync(cancellationToken))
        {
            if (isFirst)
                Write($"retry: {EventStream.Retry}\n");
            else if (item is { Event: null, IsReset: false })
                Write(": heartbeat\n");
            isFirst = false;
            Write($"id: {item.Position}\n");
            if (item.IsReset)
                Write($"event: {EventNames.Reset}\ndata: {{}}\n");
            if (item.Event is { } told)
                Write(told);
            Write("\n");
            await output.FlushAsync(cancellationToken);
        }
    }

    private void Write(ToldEvent told)
    {
        Write($"event: {FeedTypeNames.NameOf(told.Entry.Type)}\ndata: ");
        output.Write(JsonSerializer.SerializeToUtf8Bytes(mapper.Map<FeedItemResponse>(told), StrictJson.Options.GetTypeInfo(typeof(FeedItemResponse))));
        Write("\n");
    }

    private void Write(string text) => Encoding.ASCII.GetBytes(text, output);
}
