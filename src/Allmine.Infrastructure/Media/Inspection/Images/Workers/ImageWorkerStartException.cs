namespace Allmine.Infrastructure.Media.Inspection.Images.Workers;

/// <summary>The program of the workers could not be started.</summary>
internal sealed class ImageWorkerStartException(Exception cause) : Exception("The image worker could not be started.", cause);
