using System.Net;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.Releases.Agreements;

/// <summary>What a repetition is answered with by the other program.</summary>
internal static class Replays
{
    private const string ReplayedHeader = "Idempotent-Replayed";
    private const string BalanceHeader = "Credit-Balance";

    /// <param name="build">Which program has answered first.</param>
    /// <param name="first">Its answer.</param>
    /// <param name="again">That of the other one.</param>
    public static void Expect(Build build, Reply first, Reply again)
    {
        first.Expect(HttpStatusCode.Created);
        again.Expect(HttpStatusCode.Created);
        Assert.Null(first.Header(ReplayedHeader));
        Assert.Equal("true", again.Header(ReplayedHeader));
        Agreement.Expect(build, first, again);
        Assert.Equal(first.Header(BalanceHeader), again.Header(BalanceHeader));
        Assert.Equal(first.Header("Location"), again.Header("Location"));
    }

    public static void ExpectRefusal(Reply first, Reply again)
    {
        Assert.All([first, again], reply => reply.ExpectError(409, "credits.insufficient"));
        Assert.Null(first.Header(ReplayedHeader));
        Assert.Equal("true", again.Header(ReplayedHeader));
        Assert.Equal(first.Errors, again.Errors);
    }
}
