using Allmine.Domain.Errors;

namespace Allmine.Infrastructure.Media.Inspection.Images.Workers;

/// <summary>An image that a worker has opened and copied. It is finished once, in one of two ways; disposing of it gives the worker back.</summary>
internal sealed class OpenedImage(ImageWorkers workers, ImageWorkerConnection worker, OpenImage image, ImageWorkerAnswer opened) : IDisposable
{
    private bool isFinished;

    /// <inheritdoc cref="ImageProcessor.Cost"/>
    public long Cost => opened.Cost;

    /// <inheritdoc cref="ImageProcessor.HasTooManyScans"/>
    public bool HasTooManyScans => opened.HasTooManyScans;

    /// <summary>Decodes it. Nobody knows whether one is sound by which the decoder ended: it is left undecoded.</summary>
    /// <param name="thumbnailPath">Of the thumbnail, which is created.</param>
    /// <param name="cancellationToken">Ends the worker.</param>
    /// <returns>Null if the decoder ended or took too long.</returns>
    public async Task<ProcessedImage?> TryDecodeAsync(string thumbnailPath, CancellationToken cancellationToken)
    {
        try
        {
            return await FinishAsync(new ImageWorkerRequest(DecodeTo: thumbnailPath), cancellationToken);
        }
        catch (ImageWorkerLostException lost)
        {
            workers.Report(lost, image);
            File.Delete(thumbnailPath);
            return null;
        }
    }

    /// <inheritdoc cref="ImageProcessor.Leave"/>
    /// <exception cref="RefusedException"><see cref="ErrorCode.ServiceBusy"/>: the worker ended or took too long.</exception>
    public async Task<ProcessedImage> LeaveAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await FinishAsync(new ImageWorkerRequest(), cancellationToken);
        }
        catch (ImageWorkerLostException lost)
        {
            workers.Report(lost, image);
            throw new RefusedException(ErrorCode.ServiceBusy);
        }
    }

    public void Dispose()
    {
        if (isFinished)
            workers.TakeBack(worker);
        else
            worker.Dispose();
    }

    private async Task<ProcessedImage> FinishAsync(ImageWorkerRequest request, CancellationToken cancellationToken)
    {
        var answer = await worker.AskAsync(request, cancellationToken);
        isFinished = true;
        return ImageWorkers.Checked(answer).Size!;
    }
}
