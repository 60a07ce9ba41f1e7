using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Architecture.Tests.Fixtures.Persistence;

/// <summary>A bad example: it reads what is stored as if it had just been sent.</summary>
internal static class JudgingReader
{
    public static MessageText Text(string stored) => MessageText.From(stored);

    public static IEnumerable<Username> Names(IEnumerable<string> stored) => stored.Select(Username.From);

    public static MessageText Restored(string stored) => MessageText.Restore(stored);
}
