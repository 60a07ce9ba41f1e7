using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Snapshots;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Sqlite.Database;

namespace Allmine.Infrastructure.Persistence.Sqlite.Snapshots;

/// <summary>What is recorded under keys, as it is stored.</summary>
internal static class SqliteRecordedKeys
{
    public static string Select(string condition) =>
        "SELECT user_id, key, space, fingerprint, fingerprint_version, message_id, refusal, grant_id, recipient_id, amount, balance, created_at "
        + $"FROM outcomes WHERE {condition}";

    /// <exception cref="UnreadableRecordException">It can't be read.</exception>
    public static IdempotencyEntry Read(SqliteStatement row) => row.Readable(
        static row => $"key '{row.Text(1)}' of {Convert.ToHexStringLower(row.Blob(0))}", ReadColumns);

    private static IdempotencyEntry ReadColumns(SqliteStatement row)
    {
        // A fingerprint that can't be compared makes the key one that can't be read.
        _ = Fingerprint.Restore(row.Blob(3), row.Int64(4));
        return new IdempotencyEntry(
            new IdempotencyKey(row.ReadId<User>(0), row.Text(1), IdempotencyScopeNames.Parse(row.Text(2))),
            row.ReadIdOrNull<Message>(5),
            ChatId: null,
            row.TextOrNull(6) is { } code ? RefusalOf(code) : null,
            row.ReadIdOrNull<Grant>(7) is { } grantId ? Grant.Restore(grantId, row.ReadId<User>(8), row.Int64(9)) : null,
            row.Int64OrNull(10),
            IsPermanent: row.IsNull(11));
    }

    private static ErrorCode RefusalOf(string code) =>
        ErrorCode.Parse(code) ?? throw new InvalidDataException($"The refusal has the code '{code}', which this version can't read.");
}
