namespace Allmine.Infrastructure.Media.Inspection.Images.Workers;

/// <summary>A worker gave no answer.</summary>
/// <param name="isLate">Whether it took too long; otherwise it ended.</param>
/// <param name="cause">What was noticed.</param>
internal sealed class ImageWorkerLostException(bool isLate, Exception? cause = null)
    : Exception(isLate ? "The image worker took too long." : "The image worker ended.", cause)
{
    public bool IsLate => isLate;
}
