using System.IO.Pipelines;
using Allmine.Infrastructure.Media.Inspection;
using Allmine.Infrastructure.Media.Inspection.Budgets;
using Allmine.Infrastructure.Media.Inspection.Images.Workers;
using Allmine.Infrastructure.Media.Inspection.Measuring;
using Microsoft.Extensions.Logging.Abstractions;

namespace Allmine.Tests.Stores;

/// <summary>Workers that are threads: all of a worker but the process.</summary>
internal sealed class InProcessWorkers : IImageWorkerProgram
{
    private int started;

    public int Started => started;

    /// <summary>What each of them says that it has used.</summary>
    public TimeSpan ProcessorTime { get; set; }

    /// <summary>An inspector with such workers.</summary>
    public static MediaInspector Inspector(string ffmpeg = "no-such-program", ByteBudget? memory = null, TimeProvider? time = null) => new(
        new VideoThumbnailer(ffmpeg, time),
        new ImageWorkers(new InProcessWorkers(), TimeProvider.System, NullLogger<ImageWorkers>.Instance),
        memory ?? new ByteBudget(new MediaLimits().MaxDecodeBytes));

    public IRunningWorker Start()
    {
        Interlocked.Increment(ref started);
        return new Worker(this);
    }

    private sealed class Worker : IRunningWorker
    {
        private readonly InProcessWorkers owner;
        private readonly Pipe requests = new();
        private readonly Pipe answers = new();

        public Worker(InProcessWorkers owner)
        {
            this.owner = owner;
            var thread = new Thread(Run) { IsBackground = true };
            thread.Start();
        }

        public Stream Requests => requests.Writer.AsStream(leaveOpen: true);

        public Stream Answers => answers.Reader.AsStream(leaveOpen: true);

        public TimeSpan ProcessorTime => owner.ProcessorTime;

        public void Dispose() => requests.Writer.Complete();

        private void Run()
        {
            ImageWorker.Run(requests.Reader.AsStream(), answers.Writer.AsStream());
            answers.Writer.Complete();
        }
    }
}
