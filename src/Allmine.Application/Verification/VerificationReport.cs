using System.Text;
using Allmine.Domain.Errors;

namespace Allmine.Application.Verification;

/// <summary>What a verification has counted, and what it has found.</summary>
public sealed class VerificationReport
{
    /// <summary>The verification ends when it has found so much: the rest may follow from one cause.</summary>
    public const int MostFaults = 20;

    private const int LongestSentence = 500;

    private readonly List<string> faults = [];
    private readonly HashSet<string> unreadable = new(StringComparer.Ordinal);

    public long Wallets { get; internal set; }

    public long Entries { get; internal set; }

    public long Transfers { get; internal set; }

    public long Grants { get; internal set; }

    /// <summary>Keys under which something is recorded.</summary>
    public long Keys { get; internal set; }

    public long Chats { get; internal set; }

    public long Messages { get; internal set; }

    /// <summary>Changes that have altered a message.</summary>
    public long Alterations { get; internal set; }

    /// <summary>What is wrong, in the order in which it was found: one sentence for each thing, in one line, that names it.</summary>
    public IReadOnlyList<string> Problems => faults;

    /// <summary>The first thing that is wrong; null if all is sound.</summary>
    public string? Fault => faults.Count > 0 ? faults[0] : null;

    public bool IsSound => faults.Count == 0;

    /// <summary>Whether the verification ended before it had read everything.</summary>
    public bool IsCut { get; internal set; }

    /// <exception cref="TooManyProblemsException">It is the last one that is taken.</exception>
    internal void Add(string sentence)
    {
        faults.Add(InOneLine(sentence));
        if (faults.Count == MostFaults)
            throw new TooManyProblemsException();
    }

    /// <summary>Names a record that can't be read, once.</summary>
    /// <exception cref="TooManyProblemsException">It is the last fault that is taken.</exception>
    internal void Add(UnreadableRecordException record)
    {
        if (unreadable.Add(record.Record))
            Add($"The stored {record.Record} can't be read: {ReasonOf(record.InnerException).TrimEnd('.')}.");
    }

    /// <summary>Names what has ended the verification.</summary>
    internal void AddLast(string sentence) => faults.Add(InOneLine(sentence));

    /// <summary>Whether any record was found that can't be read.</summary>
    internal bool HasUnreadable => unreadable.Count > 0;

    /// <summary>Whether a record was found that can't be read: what others say of it is not held against them.</summary>
    internal bool IsUnreadable(string record) => unreadable.Count > 0 && unreadable.Contains(record);

    private static string ReasonOf(Exception? why) => why switch
    {
        null => "a part that it can't do without is missing, or is no such thing",
        UnreadableRecordException inner => ReasonOf(inner.InnerException),
        _ => why.Message,
    };

    /// <summary>A sentence may hold what is stored, which may be anything.</summary>
    private static string InOneLine(string sentence)
    {
        var line = new StringBuilder(Math.Min(sentence.Length, LongestSentence));
        foreach (var letter in sentence.AsSpan(0, Math.Min(sentence.Length, LongestSentence)))
            line.Append(char.IsControl(letter) || letter is '\u2028' or '\u2029' ? ' ' : letter);
        return line.ToString();
    }
}
