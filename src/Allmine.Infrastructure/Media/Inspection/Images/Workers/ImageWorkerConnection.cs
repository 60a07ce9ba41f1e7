using System.Text.Json;

namespace Allmine.Infrastructure.Media.Inspection.Images.Workers;

/// <summary>Asks one worker, one thing after another.</summary>
internal sealed class ImageWorkerConnection(IRunningWorker worker, TimeProvider time) : IDisposable
{
    /// <summary>How long one answer is waited for: about six times what the costliest image that is decoded takes on a processor of its own.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly StreamReader answers = new(worker.Answers);

    /// <inheritdoc cref="IRunningWorker.ProcessorTime"/>
    public TimeSpan ProcessorTime => worker.ProcessorTime;

    /// <exception cref="ImageWorkerLostException">There is no answer: the worker ended, or took too long.</exception>
    public async Task<ImageWorkerAnswer> AskAsync(ImageWorkerRequest request, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(request, ImageWorkerJson.Default.ImageWorkerRequest), (byte)'\n'];
            await worker.Requests.WriteAsync(line, either.Token);
            await worker.Requests.FlushAsync(either.Token);
            return await answers.ReadLineAsync(either.Token) is { } answer
                ? JsonSerializer.Deserialize(answer, ImageWorkerJson.Default.ImageWorkerAnswer)!
                : throw new ImageWorkerLostException(isLate: false);
        }
        catch (Exception exception) when (exception is IOException or JsonException)
        {
            throw new ImageWorkerLostException(isLate: false, exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ImageWorkerLostException(isLate: true, exception);
        }
    }

    public void Dispose()
    {
        worker.Dispose();
        answers.Dispose();
    }
}
