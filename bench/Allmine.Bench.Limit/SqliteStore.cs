using Microsoft.Data.Sqlite;

namespace Allmine.Bench.Limit;

/// <summary>
/// Grouped commit: one thread takes all messages that wait and stores them in one transaction. One conditional update for
/// each chat, one insert for each message, nothing else.
/// </summary>
internal sealed class SqliteStore : IStore, IDisposable
{
    private readonly object gate = new();
    private readonly SqliteConnection connection;
    private readonly SqliteCommand begin;
    private readonly SqliteCommand commit;
    private readonly SqliteCommand insertChat;
    private readonly SqliteCommand updateChat;
    private readonly SqliteCommand insertMessage;
    private readonly Dictionary<string, long> lastNumbers = [];
    private readonly Dictionary<string, long> advanced = [];
    private readonly Thread writer;
    private List<NewMessage> waiting = [];
    private bool ended;

    public SqliteStore(string folder)
    {
        Directory.CreateDirectory(folder);
        connection = new SqliteConnection($"Data Source={Path.Combine(folder, "limit.db")};Pooling=False");
        connection.Open();
        Command(
            """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            CREATE TABLE IF NOT EXISTS chats (id BLOB PRIMARY KEY, last_number INTEGER NOT NULL) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS messages (
                chat_id BLOB NOT NULL, number INTEGER NOT NULL, id BLOB NOT NULL, sender_id BLOB NOT NULL,
                content TEXT NOT NULL, created_at INTEGER NOT NULL, PRIMARY KEY (chat_id, number)) WITHOUT ROWID;
            """).ExecuteNonQuery();
        begin = Command("BEGIN IMMEDIATE");
        commit = Command("COMMIT");
        insertChat = Command("INSERT INTO chats (id, last_number) VALUES ($id, $new)", "$id", "$new");
        updateChat = Command(
            "UPDATE chats SET last_number = $new WHERE id = $id AND last_number = $old", "$id", "$new", "$old");
        insertMessage = Command(
            "INSERT INTO messages VALUES ($chat, $number, $id, $sender, $content, $created)",
            "$chat", "$number", "$id", "$sender", "$content", "$created");
        writer = new Thread(Write) { Name = "writer", IsBackground = true };
        writer.Start();
    }

    public ValueTask<long> AppendAsync(NewMessage message)
    {
        lock (gate)
        {
            waiting.Add(message);
            Monitor.Pulse(gate);
        }

        return new ValueTask<long>(message.Stored);
    }

    public void Dispose()
    {
        lock (gate)
        {
            ended = true;
            Monitor.Pulse(gate);
        }

        writer.Join();
        connection.Dispose();
    }

    private void Write()
    {
        var round = new List<NewMessage>();
        while (true)
        {
            lock (gate)
            {
                while (waiting.Count == 0 && !ended)
                    Monitor.Wait(gate);
                if (waiting.Count == 0)
                    return;
                (round, waiting) = (waiting, round);
            }

            try
            {
                Store(round);
                foreach (var message in round)
                    message.Answer();
            }
            catch (SqliteException exception)
            {
                // What is in memory may be ahead of the file: a limit program does not recover.
                Environment.FailFast("The round could not be stored.", exception);
            }

            round.Clear();
        }
    }

    private void Store(List<NewMessage> round)
    {
        begin.ExecuteNonQuery();
        advanced.Clear();
        foreach (var message in round)
        {
            if (!advanced.TryGetValue(message.ChatId, out var last))
                last = lastNumbers.GetValueOrDefault(message.ChatId);
            message.Sequence = last + 1;
            advanced[message.ChatId] = message.Sequence;

            Set(insertMessage, 0, Convert.FromHexString(message.ChatId));
            Set(insertMessage, 1, message.Sequence);
            Set(insertMessage, 2, Convert.FromHexString(message.Id));
            Set(insertMessage, 3, Convert.FromHexString(message.SenderId));
            Set(insertMessage, 4, message.Content!);
            Set(insertMessage, 5, message.CreatedAt.ToUnixTimeMilliseconds());
            insertMessage.ExecuteNonQuery();
        }

        foreach (var (chat, number) in advanced)
        {
            var known = lastNumbers.TryGetValue(chat, out var old);
            var command = known ? updateChat : insertChat;
            Set(command, 0, Convert.FromHexString(chat));
            Set(command, 1, number);
            if (known)
                Set(command, 2, old);
            if (command.ExecuteNonQuery() != 1)
                throw new SqliteException($"Chat {chat} was changed by somebody else.", 0);
        }

        commit.ExecuteNonQuery();
        foreach (var (chat, number) in advanced)
            lastNumbers[chat] = number;
    }

    private static void Set(SqliteCommand command, int parameter, object value) => command.Parameters[parameter].Value = value;

    private SqliteCommand Command(string text, params ReadOnlySpan<string> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        foreach (var parameter in parameters)
            command.Parameters.AddWithValue(parameter, DBNull.Value);
        return command;
    }
}
