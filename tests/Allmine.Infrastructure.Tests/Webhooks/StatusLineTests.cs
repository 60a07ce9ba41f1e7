using System.Text;
using Allmine.Infrastructure.Webhooks;

namespace Allmine.Infrastructure.Tests.Webhooks;

public sealed class StatusLineTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n", 200)]
    [InlineData("HTTP/1.1 200\r\n", 200)]
    [InlineData("HTTP/1.1 200 \r\n", 200)]
    [InlineData("HTTP/1.1 200\n", 200)]
    [InlineData("HTTP/1.0 299 a reason, ğ and all\r\n", 299)]
    [InlineData("HTTP/1.9 404 No\n", 404)]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\n", 101)]
    [InlineData("HTTP/1.1 999 ?\r\n", 999)]
    [InlineData("HTTP/1.1 000 ?\r\n", 0)]
    [InlineData("HTTP/1.1 410 Gone\r\nHTTP/1.1 200 OK\r\n", 410)]
    [InlineData("HTTP/1.1 500 No\r\n\r\nHTTP/1.1 200 OK\r\n", 500)]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n", 200)]
    [InlineData("HTTP/1.1 102\n\nHTTP/1.1 103 Early\r\nlink: x\r\n folded\r\nempty:\r\n\r\nHTTP/1.1 100 \r\n\r\nHTTP/1.1 301 Moved\r\n", 301)]
    [InlineData("HTTP/1.1 103 Early\r\nx: HTTP/1.1 200 OK\r\nHTTP/1.1 200 OK: y\r\n\r\nHTTP/1.1 500 No\r\n", 500)]
    public async Task Line_WhenWhole_ThenIsTheStatusInWhateverPiecesItComes(string answer, int status)
    {
        var bytes = Encoding.UTF8.GetBytes(answer);
        for (var size = 1; size <= bytes.Length; size++)
        {
            var line = new StatusLine(TimeProvider.System);
            foreach (var piece in bytes.Chunk(size))
                line.Read(piece);

            Assert.True(line.Came.IsCompletedSuccessfully, $"pieces of {size}");
            Assert.Equal(status, (await line.Came).Code);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK")]
    [InlineData("HTTP/1.1 200 OK\r")]
    [InlineData("HTTP/1.1 20\r\n")]
    [InlineData("HTTP/1.1 2000\r\n")]
    [InlineData("HTTP/1.1 20x OK\r\n")]
    [InlineData("HTTP/1.1 -20 OK\r\n")]
    [InlineData("HTTP/1.1  200 OK\r\n")]
    [InlineData("HTTP/1.1\t200 OK\r\n")]
    [InlineData("HTTP/1.1 200\tOK\r\n")]
    [InlineData("HTTP/1.1 200\r OK\r\n")]
    [InlineData("HTTP/1.1 200 O\rK\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\r\n")]
    [InlineData("HTTP/1.x 200 OK\r\n")]
    [InlineData("HTTP/1.11 200 OK\r\n")]
    [InlineData("HTTP/2.0 200 OK\r\n")]
    [InlineData("http/1.1 200 OK\r\n")]
    [InlineData(" HTTP/1.1 200 OK\r\n")]
    [InlineData("\r\nHTTP/1.1 200 OK\r\n")]
    [InlineData("ICY 200 OK\r\n")]
    [InlineData("nonsense\r\nHTTP/1.1 200 OK\r\n")]
    [InlineData("HTTP/1.1 100 Continue\r\n")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n")]
    [InlineData("HTTP/1.1 103 Early\r\nHTTP/1.1 200 OK\r\n")]
    [InlineData("HTTP/1.1 103 Early\r\n\r\nx: y\r\n\r\nHTTP/1.1 200 OK\r\n")]
    public void Line_WhenThereIsNone_ThenNoneCame(string answer)
    {
        var whole = new StatusLine(TimeProvider.System);
        var piecemeal = new StatusLine(TimeProvider.System);

        whole.Read(Encoding.UTF8.GetBytes(answer));
        foreach (var each in Encoding.UTF8.GetBytes(answer))
            piecemeal.Read([each]);

        Assert.False(whole.Came.IsCompleted);
        Assert.False(piecemeal.Came.IsCompleted);
    }
}
