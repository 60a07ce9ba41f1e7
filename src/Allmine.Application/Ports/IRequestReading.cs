using Allmine.Application.Validation;

namespace Allmine.Application.Ports;

/// <summary>How the request at hand was read.</summary>
public interface IRequestReading
{
    /// <summary>What was wrong with it; null if nothing was.</summary>
    ReadingFaults? Faults { get; }
}
