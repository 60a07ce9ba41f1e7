namespace Allmine.Application.Ports;

/// <summary>What the caller at hand asks to go wrong. Where nobody can ask for faults, there is none of these.</summary>
public interface IAskedFaults
{
    /// <summary>Whether a commit of this call is to meet a conflict: true once for a call that asks for it.</summary>
    bool TakeConflict();
}
