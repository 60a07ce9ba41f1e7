namespace Allmine.Application.Telemetry;

/// <summary>An answer that may be the one of an earlier request with the same key.</summary>
public interface IReplayable
{
    bool Replayed { get; }
}
