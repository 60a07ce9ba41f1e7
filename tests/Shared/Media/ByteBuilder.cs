using System.Buffers.Binary;
using System.Text;

namespace Allmine.Tests.Media;

/// <summary>Puts files together byte by byte.</summary>
internal sealed class ByteBuilder
{
    private readonly List<byte> bytes = [];

    public ByteBuilder Raw(params byte[] value)
    {
        bytes.AddRange(value);
        return this;
    }

    public ByteBuilder Ascii(string text) => Raw(Encoding.Latin1.GetBytes(text));

    public ByteBuilder Zeros(int count) => Raw(new byte[count]);

    public ByteBuilder Big16(int value) => Raw((byte)(value >> 8), (byte)value);

    public ByteBuilder Big32(uint value)
    {
        var buffer = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(buffer, value);
        return Raw(buffer);
    }

    public ByteBuilder Big64(ulong value)
    {
        var buffer = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(buffer, value);
        return Raw(buffer);
    }

    public ByteBuilder Little16(int value) => Raw((byte)value, (byte)(value >> 8));

    public ByteBuilder Little32(uint value)
    {
        var buffer = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(buffer, value);
        return Raw(buffer);
    }

    public ByteBuilder Little64(long value)
    {
        var buffer = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(buffer, value);
        return Raw(buffer);
    }

    public byte[] Build() => [.. bytes];
}
