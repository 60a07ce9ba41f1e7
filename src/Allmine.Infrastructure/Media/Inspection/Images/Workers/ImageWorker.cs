using System.Text.Json;
using Allmine.Domain.Errors;
using Allmine.Infrastructure.Media.Disk;

namespace Allmine.Infrastructure.Media.Inspection.Images.Workers;

/// <summary>
/// The process in which images are decoded, seen from within: it answers requests, one line of JSON for one, until nobody asks any more. It
/// works on what strangers sent with decoders that are not memory-safe; a fault of theirs ends this process and no other.
/// </summary>
public static class ImageWorker
{
    /// <summary>The word on the command line by which the service's program becomes a worker. Nobody else calls it.</summary>
    public const string Command = "image-worker";

    /// <param name="input">The requests. Where it ends, the work ends.</param>
    /// <param name="output">The answers.</param>
    /// <returns>The exit code.</returns>
    public static int Run(Stream input, Stream output)
    {
        using var requests = new StreamReader(input);
        ImageProcessor? image = null;
        try
        {
            while (requests.ReadLine() is { } line)
            {
                var request = JsonSerializer.Deserialize(line, ImageWorkerJson.Default.ImageWorkerRequest)!;
                JsonSerializer.Serialize(output, Answer(request, ref image), ImageWorkerJson.Default.ImageWorkerAnswer);
                output.WriteByte((byte)'\n');
                output.Flush();
            }
        }
        finally
        {
            image?.Dispose();
        }

        return 0;
    }

    private static ImageWorkerAnswer Answer(ImageWorkerRequest request, ref ImageProcessor? image)
    {
        try
        {
            if (request.Open is { } open)
            {
                image?.Dispose();
                image = null;
                image = ImageProcessor.Open(open.Path, open.Container, open.Limits, open.CopyPath);
                return new ImageWorkerAnswer { Cost = image.Cost, HasTooManyScans = image.HasTooManyScans };
            }

            var opened = image ?? throw new InvalidOperationException("There is no image open.");
            image = null;
            using (opened)
                return new ImageWorkerAnswer { Size = request.DecodeTo is { } thumbnail ? opened.Decode(thumbnail) : opened.Leave() };
        }
        catch (RefusedException refusal)
        {
            return new ImageWorkerAnswer { Refusal = refusal.Code.Value };
        }
        catch (Exception failure) when (DiskFaults.IsFault(failure))
        {
            return new ImageWorkerAnswer { Failure = failure.Message };
        }
    }
}
