using Allmine.Infrastructure.Media.Inspection.Images;

namespace Allmine.Architecture.Tests.Fixtures.Inspection;

/// <summary>Reaches for a format, past the inspector.</summary>
internal sealed class PastTheDoor
{
    public static Type Format => typeof(ProcessedImage);
}
