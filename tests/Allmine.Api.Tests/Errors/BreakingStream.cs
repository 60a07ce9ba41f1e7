namespace Allmine.Api.Tests.Errors;

/// <summary>Gives its first bytes, and then fails.</summary>
internal sealed class BreakingStream : MemoryStream
{
    public const string Message = "The disk is on fire.";

    public override bool CanSeek => true;

    public override long Length => 1_000_000;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Position > 0)
            throw new InvalidDataException(Message);
        Position = 1000;
        return ValueTask.FromResult(1000);
    }
}
