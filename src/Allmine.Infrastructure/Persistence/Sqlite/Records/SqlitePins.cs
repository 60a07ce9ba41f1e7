using System.Buffers.Binary;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;

namespace Allmine.Infrastructure.Persistence.Sqlite.Records;

/// <summary>The pins of a chat as the bytes of a column: the identifier and the number of each message, one behind the other.</summary>
internal static class SqlitePins
{
    private const int Size = Id<Message>.Size + sizeof(long);

    /// <returns>Null for none.</returns>
    public static byte[]? Write(IReadOnlyList<Pin> pins)
    {
        if (pins.Count == 0)
            return null;
        var bytes = new byte[pins.Count * Size];
        for (var i = 0; i < pins.Count; i++)
        {
            var place = bytes.AsSpan(i * Size, Size);
            pins[i].MessageId.WriteTo(place);
            BinaryPrimitives.WriteInt64BigEndian(place[Id<Message>.Size..], pins[i].Sequence);
        }

        return bytes;
    }

    public static Pin[] Read(byte[] bytes) => [.. bytes.Chunk(Size).Select(ReadOne)];

    private static Pin ReadOne(byte[] bytes) => new(Id<Message>.FromBytes(bytes.AsSpan(0, Id<Message>.Size)), BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(Id<Message>.Size)));
}
