using System.ComponentModel;
using System.Diagnostics;
using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Images.Workers;

/// <summary>
/// Starts workers as processes with limits, less urgent than the service itself, and without its environment.
/// </summary>
/// <param name="command">The program and its arguments that become a worker.</param>
/// <param name="limits">Of memory and bytes.</param>
internal sealed class ImageWorkerProgram(ImageWorkerCommand command, MediaLimits limits) : IImageWorkerProgram
{
    private const long MiB = 1024 * 1024;

    /// <summary>What the runtime addresses beside pictures: it reserves far more than it uses.</summary>
    private const long RuntimeMemory = 1024 * MiB;

    /// <summary>Of managed objects, in hexadecimal digits of bytes: the worker has few.</summary>
    private const string HeapLimit = "4000000";

    /// <summary>Twice that after which one is not used again.</summary>
    private static readonly int MaxProcessorSeconds = 2 * (int)ImageWorkers.MaxProcessorTime.TotalSeconds;

    public IRunningWorker Start()
    {
        var bounds = new ProcessLimits(RuntimeMemory + limits.MaxDecodeBytes, MaxProcessorSeconds, 2 * limits.MaxImageBytes);
        var start = RestrictedProcess.Start(command.Program, command.Arguments, bounds);
        start.RedirectStandardInput = true;
        // The runtime is where it is, and needs little: no second heap, no tools that look into it, no pages that are mapped twice, which
        // count as a large file.
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root)
            start.Environment["DOTNET_ROOT"] = root;
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_GCHeapHardLimit"] = HeapLimit;
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        // Decoders start threads, and glibc reserves 64 MiB or more of addresses for each of the first ones: they would be all that is allowed.
        start.Environment["MALLOC_ARENA_MAX"] = "1";
        var process = new Process { StartInfo = start };
        try
        {
            process.Start();
            process.PriorityClass = ProcessPriorityClass.BelowNormal;
            return new RunningProcess(process);
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
        {
            process.Dispose();
            throw new ImageWorkerStartException(exception);
        }
    }

    private sealed class RunningProcess : IRunningWorker
    {
        private readonly Process process;

        public RunningProcess(Process process)
        {
            this.process = process;
            // What decoders complain about is nobody's, and a pipe that nobody empties would hold them up.
            _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
        }

        public Stream Requests => process.StandardInput.BaseStream;

        public Stream Answers => process.StandardOutput.BaseStream;

        public TimeSpan ProcessorTime => process.HasExited ? TimeSpan.MaxValue : process.TotalProcessorTime;

        public void Dispose()
        {
            try
            {
                process.Kill();
            }
            catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
            {
                // It has ended.
            }

            process.Dispose();
        }
    }
}
