using Allmine.Domain.Errors;
using Microsoft.Extensions.Logging;

namespace Allmine.Infrastructure.Media.Inspection.Images.Workers;

/// <summary>
/// The processes in which images are decoded: one for each image that is worked on, kept for a while afterwards, since starting one takes longer
/// than most images do. None is there while nobody sends images, so that what they took goes back to the system.
/// </summary>
/// <param name="program">Starts them.</param>
/// <param name="time">The clock of their rest and of their answers.</param>
/// <param name="logger">Is told of those that are lost.</param>
internal sealed partial class ImageWorkers(IImageWorkerProgram program, TimeProvider time, ILogger<ImageWorkers> logger) : IDisposable
{
    /// <summary>After which one that has nothing to do ends.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(20);

    /// <summary>Processor time after which one is not used again.</summary>
    public static readonly TimeSpan MaxProcessorTime = TimeSpan.FromSeconds(60);

    private readonly Lock gate = new();
    private readonly Dictionary<ImageWorkerConnection, ITimer> resting = [];
    private bool isDisposed;

    /// <summary>Has an image opened and its cleaned copy written.</summary>
    /// <exception cref="RefusedException">
    /// Whatever <see cref="ImageProcessor.Open"/> refuses; <see cref="ErrorCode.MediaUnreadable"/> as well if a worker ended by the image;
    /// <see cref="ErrorCode.ServiceBusy"/> if none could be started, or it took too long.
    /// </exception>
    /// <exception cref="IOException">A file could not be read or written.</exception>
    public async Task<OpenedImage> OpenAsync(OpenImage image, CancellationToken cancellationToken)
    {
        if (TakeResting() is { } rested)
        {
            try
            {
                return await OpenAsync(rested, image, cancellationToken);
            }
            catch (ImageWorkerLostException)
            {
                // It may have ended in its rest: a new one tells.
            }
        }

        try
        {
            return await OpenAsync(new ImageWorkerConnection(program.Start(), time), image, cancellationToken);
        }
        catch (ImageWorkerLostException lost)
        {
            Report(lost, image);
            throw new RefusedException(lost.IsLate ? ErrorCode.ServiceBusy : ErrorCode.MediaUnreadable);
        }
        catch (ImageWorkerStartException failure)
        {
            WorkerDidNotStart(logger, failure);
            throw new RefusedException(ErrorCode.ServiceBusy);
        }
    }

    /// <summary>Puts a worker that has answered to rest.</summary>
    public void TakeBack(ImageWorkerConnection worker)
    {
        var isSpent = worker.ProcessorTime > MaxProcessorTime;
        lock (gate)
        {
            if (!isDisposed && !isSpent)
            {
                resting.Add(worker, time.CreateTimer(_ => EndResting(worker), null, Rest, Timeout.InfiniteTimeSpan));
                return;
            }
        }

        worker.Dispose();
    }

    public void Report(ImageWorkerLostException lost, OpenImage image) => WorkerWasLost(logger, image.Container, lost);

    /// <exception cref="RefusedException">The worker refused the image.</exception>
    /// <exception cref="IOException">A file could not be read or written.</exception>
    public static ImageWorkerAnswer Checked(ImageWorkerAnswer answer)
    {
        if (answer.Refusal is { } refusal)
            throw new RefusedException(ErrorCode.Parse(refusal)!);
        return answer.Failure is { } failure ? throw new IOException(failure) : answer;
    }

    public void Dispose()
    {
        List<ImageWorkerConnection> all;
        lock (gate)
        {
            isDisposed = true;
            all = [.. resting.Keys];
        }

        all.ForEach(EndResting);
    }

    private async Task<OpenedImage> OpenAsync(ImageWorkerConnection worker, OpenImage image, CancellationToken cancellationToken)
    {
        ImageWorkerAnswer answer;
        try
        {
            answer = await worker.AskAsync(new ImageWorkerRequest(Open: image), cancellationToken);
        }
        catch
        {
            worker.Dispose();
            throw;
        }

        try
        {
            return new OpenedImage(this, worker, image, Checked(answer));
        }
        catch
        {
            TakeBack(worker);
            throw;
        }
    }

    private ImageWorkerConnection? TakeResting()
    {
        lock (gate)
        {
            if (resting.Count == 0)
                return null;
            var (worker, timer) = resting.First();
            timer.Dispose();
            resting.Remove(worker);
            return worker;
        }
    }

    private void EndResting(ImageWorkerConnection worker)
    {
        lock (gate)
        {
            if (!resting.Remove(worker, out var timer))
                return;
            timer.Dispose();
        }

        worker.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The worker was lost over an image ({Container})")]
    private static partial void WorkerWasLost(ILogger logger, Sniffing.MediaContainer container, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The program in which images are decoded could not be started")]
    private static partial void WorkerDidNotStart(ILogger logger, Exception exception);
}
