using System.IO.Pipelines;
using System.Text;
using Allmine.Infrastructure.Media.Inspection.Images.Workers;

namespace Allmine.Infrastructure.Tests.Media.Inspection.Workers;

/// <summary>Workers that give the answers they are told to, each those of one script: null to end without an answer.</summary>
internal sealed class ScriptedWorkers(params string?[][] scripts) : IImageWorkerProgram
{
    /// <summary>It is asked and never answers.</summary>
    public const string Silence = "silence";

    private readonly Queue<string?[]> left = new(scripts);

    public List<Worker> Started { get; } = [];

    public IRunningWorker Start()
    {
        var worker = new Worker(new Queue<string?>(left.Dequeue()));
        Started.Add(worker);
        return worker;
    }

    public sealed class Worker : IRunningWorker
    {
        private readonly Pipe requests = new();
        private readonly Pipe answers = new();
        private readonly Task work;

        public Worker(Queue<string?> script) => work = WorkAsync(script);

        public bool IsEnded { get; private set; }

        public Stream Requests => requests.Writer.AsStream(leaveOpen: true);

        public Stream Answers => answers.Reader.AsStream(leaveOpen: true);

        public TimeSpan ProcessorTime => TimeSpan.Zero;

        /// <summary>Done when it has been asked for the last of its script.</summary>
        public Task Asked => work;

        public void Dispose()
        {
            IsEnded = true;
            requests.Writer.Complete();
        }

        private async Task WorkAsync(Queue<string?> script)
        {
            using var lines = new StreamReader(requests.Reader.AsStream());
            while (script.TryDequeue(out var answer) && await lines.ReadLineAsync() is not null && answer != Silence)
            {
                if (answer is null)
                    await answers.Writer.CompleteAsync();
                else
                    await answers.Writer.WriteAsync(Encoding.UTF8.GetBytes(answer + "\n"));
            }
        }
    }
}
