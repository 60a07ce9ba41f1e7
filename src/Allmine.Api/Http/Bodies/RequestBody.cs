using System.IO.Pipelines;
using Allmine.Api.Errors;
using Allmine.Domain.Errors;

namespace Allmine.Api.Http.Bodies;

/// <summary>
/// The only way to the bytes of a request's body: past it, a body could stall for ever or be of any size, since the server's own
/// limits are off.
/// </summary>
internal static class RequestBody
{
    /// <summary>Waits for the whole body. The caller gives it back with <see cref="Used"/>.</summary>
    /// <exception cref="RefusedException"><c>body.too_large</c> or <c>body.timeout</c>.</exception>
    public static ValueTask<ReadResult> ReadWholeAsync(HttpRequest request, int maxBytes)
    {
        EnsureAnnounced(request, maxBytes);
        var reader = ReaderOf(request);
        // A short body has come with the request's head, nearly always.
        if (reader.TryRead(out var read))
        {
            if (read.Buffer.Length > maxBytes)
            {
                reader.AdvanceTo(read.Buffer.End);
                throw new RefusedException(ProtocolErrorCode.BodyTooLarge);
            }

            if (read.IsCompleted)
                return ValueTask.FromResult(read);
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }

        return WaitForWholeAsync(request, reader, maxBytes);
    }

    /// <summary>Gives back the memory of a whole body, whatever was found in it.</summary>
    public static void Used(HttpRequest request, ReadResult whole) => ReaderOf(request).AdvanceTo(whole.Buffer.End);

    /// <summary>The body, to be read part by part and to be disposed of.</summary>
    /// <exception cref="RefusedException"><c>body.too_large</c>; also <c>body.timeout</c> when it is read.</exception>
    public static PacedBodyReader Open(HttpRequest request, long maxBytes)
    {
        EnsureAnnounced(request, maxBytes);
        return Paced(request, ReaderOf(request), maxBytes);
    }

    /// <summary>The body, or what is left of it, when its length no longer matters.</summary>
    public static PacedBodyReader OpenRest(HttpRequest request, long maxBytes) => Paced(request, ReaderOf(request), maxBytes);

    /// <summary>Whether nothing more will come. What is there already is thrown away.</summary>
    public static bool IsReadWhole(HttpRequest request)
    {
        try
        {
            var reader = ReaderOf(request);
            if (!reader.TryRead(out var read))
                return false;
            reader.AdvanceTo(read.Buffer.End);
            return read.IsCompleted;
        }
        catch (IOException)
        {
            // It ends before its end, or is no body at all.
            return true;
        }
    }

    private static async ValueTask<ReadResult> WaitForWholeAsync(HttpRequest request, PipeReader reader, int maxBytes)
    {
        using var body = Paced(request, reader, maxBytes);
        while (true)
        {
            var read = await body.ReadAsync(request.HttpContext.RequestAborted);
            if (read.IsCompleted)
                return read;
            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static PacedBodyReader Paced(HttpRequest request, PipeReader reader, long maxBytes) =>
        new(reader, maxBytes, request.HttpContext.RequestServices.GetRequiredService<TimeProvider>());

    private static void EnsureAnnounced(HttpRequest request, long maxBytes)
    {
        if (request.ContentLength > maxBytes)
            throw new RefusedException(ProtocolErrorCode.BodyTooLarge);
    }

#pragma warning disable RS0030 // Here it is allowed.
    private static PipeReader ReaderOf(HttpRequest request) => request.BodyReader;
#pragma warning restore RS0030
}
