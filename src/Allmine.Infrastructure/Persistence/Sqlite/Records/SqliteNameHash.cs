using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Allmine.Infrastructure.Persistence.Sqlite.Database;

namespace Allmine.Infrastructure.Persistence.Sqlite.Records;

/// <summary>Stands for a file's name in an index, whose pages SQLite splits: what it leaves behind there is no name. Names with one hash are told apart by themselves.</summary>
internal static class SqliteNameHash
{
    public static long Of(string name) => BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    /// <summary>Lets scripts use it, as <c>name_hash</c>.</summary>
    public static void Define(SqliteSession session) => session.Define("name_hash", static (string name) => Of(name));
}
