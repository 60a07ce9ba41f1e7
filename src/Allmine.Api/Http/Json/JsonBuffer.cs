using System.Buffers;
using System.Text.Json;

namespace Allmine.Api.Http.Json;

/// <summary>A JSON writer and the bytes that it has written, to be used again and again by one at a time.</summary>
internal sealed class JsonBuffer
{
    public JsonBuffer() => Writer = new Utf8JsonWriter(Bytes, new JsonWriterOptions { Encoder = StrictJson.Options.Encoder, SkipValidation = true });

    public ArrayBufferWriter<byte> Bytes { get; } = new(1024);

    public Utf8JsonWriter Writer { get; }

    public JsonBuffer Emptied()
    {
        Bytes.ResetWrittenCount();
        Writer.Reset();
        return this;
    }
}
