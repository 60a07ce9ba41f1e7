using Allmine.Application.Ports;

namespace Allmine.Application.Validation;

/// <summary>Of requests that were never a text.</summary>
internal sealed class FaultlessReading : IRequestReading
{
    public ReadingFaults? Faults => null;
}
