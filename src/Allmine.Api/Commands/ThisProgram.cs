using Allmine.Infrastructure.Media.Inspection;
using Allmine.Infrastructure.Media.Inspection.Images.Workers;

namespace Allmine.Api.Commands;

/// <summary>How the service starts itself once more, for other work.</summary>
internal static class ThisProgram
{
    /// <summary>The command that becomes a worker for images.</summary>
    public static ImageWorkerCommand ImageWorkerCommand()
    {
        var name = typeof(ThisProgram).Assembly.GetName().Name!;
        var path = Environment.ProcessPath!;
        // A program of its own, or one that the runtime's program runs. Its name has a dot of its own.
        return Path.GetFileName(path) is var file && (file == name || file == $"{name}.exe")
            ? new ImageWorkerCommand(path, ImageWorker.Command)
            : new ImageWorkerCommand(path, Path.Combine(AppContext.BaseDirectory, $"{name}.dll"), ImageWorker.Command);
    }
}
