using Microsoft.Data.Sqlite;

namespace Allmine.Bench.Load.Verify;

/// <summary>Writes an invented ledger into the file of an embedded store that a service has made. Its triggers look at each row.</summary>
internal static class SqliteLedgerFill
{
    private static readonly byte[] Fingerprint = new byte[32];

    public static void Fill(string file, InventedLedger ledger)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False;Foreign Keys=False");
        connection.Open();
        Run(connection, "PRAGMA synchronous = OFF; PRAGMA cache_size = -262144");
        using var transaction = connection.BeginTransaction();
        FillChats(connection, ledger);
        var wallets = new Dictionary<int, InventedBooking>();
        using var message = Command(connection, """
            INSERT INTO messages (chat_id, sequence, id, sender_id, type, created_at, transfer_amount, transfer_recipient_id)
            VALUES ($1, $2, $3, $4, 'credit_transfer', $5, $6, $7)
            """, 7);
        using var entry = Command(connection, """
            INSERT INTO ledger (id, owner_id, number, direction, amount, balance_after, counterparty_id, message_id, chat_id, grant_id, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """, 11);
        using var outcome = Command(connection, """
            INSERT INTO outcomes (user_id, key, space, fingerprint, message_id, balance, grant_id, recipient_id, amount)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """, 9);
        foreach (var movement in ledger.Movements(wallets))
        {
            var (from, to, at) = (movement.From, movement.To, Milliseconds(movement.At));
            if (movement.Chat is { } chat)
            {
                var id = InventedLedger.Chat(chat);
                Insert(message, id, movement.Sequence, movement.Id, from.Owner, at, movement.Amount, to.Owner);
                Insert(entry, movement.DebitId, from.Owner, from.Number, "credit_transfer_sent", movement.Amount, from.BalanceAfter, to.Owner, movement.Id, id, null, at);
                Insert(entry, movement.CreditId, to.Owner, to.Number, "credit_transfer_received", movement.Amount, to.BalanceAfter, from.Owner, movement.Id, id, null, at);
                Insert(outcome, from.Owner, movement.Key, "sends", Fingerprint, movement.Id, from.BalanceAfter, null, null, null);
            }
            else
            {
                Insert(entry, movement.DebitId, from.Owner, from.Number, "grant_issued", movement.Amount, from.BalanceAfter, to.Owner, null, null, movement.Id, at);
                Insert(entry, movement.CreditId, to.Owner, to.Number, "grant", movement.Amount, to.BalanceAfter, null, null, null, movement.Id, at);
                Insert(outcome, InventedLedger.SystemOwner, movement.Key, "grants", Fingerprint, null, to.BalanceAfter, movement.Id, to.Owner, movement.Amount);
            }
        }

        using var wallet = Command(connection, "INSERT INTO wallets (owner_id, balance, entries) VALUES ($1, $2, $3)", 3);
        foreach (var last in wallets.Values)
            Insert(wallet, last.Owner, last.BalanceAfter, last.Number);
        transaction.Commit();
    }

    private static void FillChats(SqliteConnection connection, InventedLedger ledger)
    {
        using var chat = Command(connection, """
            INSERT INTO chats (id, kind, pair, revision, last_sequence, created_at, updated_at) VALUES ($1, 'direct', $2, 0, $3, $4, $4)
            """, 4);
        using var member = Command(connection, "INSERT INTO chat_members (chat_id, user_id, position, read_up_to) VALUES ($1, $2, $3, 0)", 3);
        for (var i = 0; i < ledger.Users; i++)
        {
            byte[][] pair = [.. new[] { ledger.User(i), ledger.User(i + 1) }.OrderBy(Convert.ToHexString, StringComparer.Ordinal)];
            Insert(chat, InventedLedger.Chat(i), pair.SelectMany(id => id).ToArray(), ledger.LastSequenceOf(i), Milliseconds(InventedLedger.Start));
            Insert(member, InventedLedger.Chat(i), pair[0], 0);
            Insert(member, InventedLedger.Chat(i), pair[1], 1);
        }
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, int parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 1; i <= parameters; i++)
            command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        return command;
    }

    private static void Insert(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        command.ExecuteNonQuery();
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static long Milliseconds(DateTime utc) => (utc.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;
}
