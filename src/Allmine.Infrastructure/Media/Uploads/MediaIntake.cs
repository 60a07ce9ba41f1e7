using System.Buffers;
using System.Security.Cryptography;
using Allmine.Application.Ports.Files;
using Allmine.Domain.Errors;
using Allmine.Infrastructure.Media.Inspection;
using Allmine.Infrastructure.Media.Inspection.Sniffing;

namespace Allmine.Infrastructure.Media.Uploads;

/// <summary>Takes uploads into the spool: hashed, recognized and held to the limit of their kind while they arrive.</summary>
internal sealed class MediaIntake(MediaSpool spool, MediaInspector inspector, IMediaStore store, MediaLimits limits) : IMediaIntake
{
    private const int BufferSize = 64 * 1024;

    public async Task<IReceivedFile> ReceiveAsync(
        Stream bytes, string? fileName, string? declaredType, CancellationToken cancellationToken)
    {
        var file = spool.Create();
        try
        {
            var digest = await CopyAsync(bytes, file, cancellationToken);
            file.Close();
            return new ReceivedFile(file, digest, fileName, declaredType, inspector, store, limits);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private async Task<string> CopyAsync(Stream bytes, SpoolFile file, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var length = 0L;
            var limit = long.MaxValue;
            // Filled each time: a body comes in small pieces, and each write costs. The first filling is longer than what the
            // format shows in, so that it tells the limit.
            while (await bytes.ReadAtLeastAsync(buffer, BufferSize, throwOnEndOfStream: false, cancellationToken) is var read and > 0)
            {
                if (length == 0)
                    limit = limits.MaxBytesOf(MediaSniffer.Sniff(buffer.AsSpan(0, Math.Min(read, MediaSniffer.PrefixLength))));
                length += read;
                if (length > limit)
                    throw new RefusedException(ErrorCode.MediaTooLarge);
                hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            if (length == 0)
                throw new RefusedException(ErrorCode.MediaUnreadable);
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
