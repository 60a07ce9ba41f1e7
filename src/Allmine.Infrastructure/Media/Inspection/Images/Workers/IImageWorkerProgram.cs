namespace Allmine.Infrastructure.Media.Inspection.Images.Workers;

/// <summary>Starts workers.</summary>
internal interface IImageWorkerProgram
{
    /// <exception cref="ImageWorkerStartException">It could not be started.</exception>
    IRunningWorker Start();
}

/// <summary>A worker, as the service sees it. Disposing of it ends it at once.</summary>
internal interface IRunningWorker : IDisposable
{
    Stream Requests { get; }

    Stream Answers { get; }

    /// <summary>Processor time that it has used so far.</summary>
    TimeSpan ProcessorTime { get; }
}
