namespace Allmine.Application.Tests.GroupCommit.Simulation;

/// <summary>What happened, line by line: the last lines to be read, all of them in the hash.</summary>
internal sealed class Trace
{
    private const int KeptLines = 400;

    private readonly Queue<string> lines = new();

    public ulong Hash { get; private set; } = 14695981039346656037;

    public int Count { get; private set; }

    public void Add(string line)
    {
        foreach (var character in line)
            Hash = (Hash ^ character) * 1099511628211;
        Count++;
        lines.Enqueue(line);
        if (lines.Count > KeptLines)
            lines.Dequeue();
    }

    public override string ToString() => string.Join(Environment.NewLine, lines);
}
