using System.Buffers.Binary;

namespace Allmine.Bench.Load.Verify;

/// <summary>
/// A store full of credits, made up without sending them: users with a grant each, and transfers in turn between neighbours.
/// The same number of entries is the same store each time.
/// </summary>
/// <param name="entries">How many ledger entries there are to be, two for each movement.</param>
internal sealed class InventedLedger(int entries)
{
    public const long Granted = 1_000_000;

    private const int EntriesOfUser = 100;
    private const int IdsOfSecond = 200;

    public static DateTime Start { get; } = new(2024, 1, 15, 10, 0, 0, DateTimeKind.Utc);

    public static byte[] SystemOwner { get; } = [.. Enumerable.Repeat(byte.MaxValue, 12)];

    public int Entries => entries;

    /// <summary>As many as there are chats: chat 0 is of users 0 and 1, chat 1 of users 1 and 2, and so on.</summary>
    public int Users => Math.Max(3, entries / EntriesOfUser);

    public int Transfers => (entries / 2) - Users;

    /// <summary>An identifier that rises with the number, as those of a service do with the time.</summary>
    public static byte[] IdOf(char kind, long number)
    {
        var id = new byte[12];
        BinaryPrimitives.WriteUInt32BigEndian(id, 0x65A50000 + (uint)(number / IdsOfSecond));
        id[4] = (byte)kind;
        BinaryPrimitives.WriteUInt32BigEndian(id.AsSpan(8), (uint)number);
        return id;
    }

    public byte[] User(int user) => IdOf('u', user % Users);

    public static byte[] Chat(int chat) => IdOf('t', chat);

    public long LastSequenceOf(int chat) => (Transfers / Users) + (chat < Transfers % Users ? 1 : 0);

    /// <summary>All grants, then all transfers.</summary>
    /// <param name="wallets">Gets each owner's last booking.</param>
    public IEnumerable<InventedMovement> Movements(IDictionary<int, InventedBooking> wallets)
    {
        const int system = -1;
        for (var number = 0; number < Users; number++)
        {
            var (from, to) = (Book(wallets, system, SystemOwner, -Granted), Book(wallets, number, User(number), Granted));
            yield return new InventedMovement(number, null, 0, Granted, from, to);
        }

        for (var i = 0; i < Transfers; i++)
        {
            var (chat, sequence) = (i % Users, (i / Users) + 1);
            var (sender, recipient) = sequence % 2 == 1 ? (chat, (chat + 1) % Users) : ((chat + 1) % Users, chat);
            var amount = 1 + (i % 7);
            var (from, to) = (Book(wallets, sender, User(sender), -amount), Book(wallets, recipient, User(recipient), amount));
            yield return new InventedMovement(Users + i, chat, sequence, amount, from, to);
        }
    }

    private static InventedBooking Book(IDictionary<int, InventedBooking> wallets, int user, byte[] owner, long change)
    {
        wallets.TryGetValue(user, out var last);
        return wallets[user] = new InventedBooking(owner, last.Number + 1, last.BalanceAfter + change);
    }
}
