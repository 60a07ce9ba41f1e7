using Allmine.Application.Credits.GrantCredits;
using Allmine.Application.Messages.SendMessage;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain.Errors;

namespace Allmine.Application.Tests.Idempotency;

/// <summary>
/// The digests that the first nodes have stored, as they computed them. Those of transfers and grants are kept for ever: where one
/// of these lines differs, requests differ from their own repetition.
/// </summary>
public sealed class StoredFingerprintTests
{
    private const string Digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    private static readonly string Team = Samples.Team.ToString();
    private static readonly string Bob = Samples.Bob.ToString();

    private readonly Service service = new();

    public static TheoryData<string, string, SendMessageCommand> Sends => new()
    {
        { "text to a chat", "a11449c19032eee6ef5d3a03bb4864d621e2cc53152572a69cde19261b036f15", Keyed("text") with { ChatId = Team, Content = " Hello there! " } },
        { "text to a person", "7a7e5963195650477cc42a155021a5ea36c817b89ca6afc1954f269042142c1d", Keyed("text") with { TargetUserId = Bob, Content = "Merhaba 🚀" } },
        { "text to a chat and a person", "1b94dc6cee9837fc4bf3c93a8a7b2a9e41d47b67f2b5d80ed99d93b7db5d839e", Keyed("text") with { ChatId = Team, TargetUserId = Bob, Content = "Merhaba 🚀" } },
        { "text with a file", "7fd7d82353b7c86762677d597992e884338d981fdc3deb2a78b5560c95b222e0", Keyed("text") with { ChatId = Team, Content = "Look", File = "photo.jpg" } },
        { "media by name", "0c1dbbb5cefb5dc6169e39b70deeb4799ef0cbebdb5efba6254881098b0c31e1", Keyed("media") with { ChatId = Team, File = "photo.jpg" } },
        { "media by name, with an empty caption", "0e9799e7d9aaa8ba3011ddc95f13cba66676a7b035e4b8132ca4e62d0b566dd7", Keyed("media") with { ChatId = Team, File = "photo.jpg", Content = "" } },
        { "upload", "0d21172bd38383ba6b71cce95f323215f5ae249f773703d91e6da501982a1ec8", Keyed("media") with { ChatId = Team, Upload = new ReceivedPhoto(new InMemoryMedia(), digest: Digest) } },
        { "transfer", "2c51867a3988fad48f2a7c2b37d421319a10419df6210ad9dc363b80fbfea2b0", Keyed("credit_transfer") with { TargetUserId = Bob, CreditTransfer = new CreditTransferPart(25) } },
        { "transfer with a note", "c5a978e4a6659b9a9367a3a85bdb84dc0f4d983e4bb5ee72ef82e14f0c058140", Keyed("credit_transfer") with { TargetUserId = Bob, Content = "Kahve", CreditTransfer = new CreditTransferPart(100) } },
        { "refused transfer", "bd12eb58576106e9daec0691fdd013865f7aacdb40bb661fbe1cf54c71efdb45", Keyed("credit_transfer") with { TargetUserId = Bob, CreditTransfer = new CreditTransferPart(1_000_000) } },
    };

    [Theory]
    [MemberData(nameof(Sends))]
    public async Task Send_WhenKeyed_ThenTheDigestIsThatOfTheFirstNodes(string name, string digest, SendMessageCommand command)
    {
        service.Store.Put(Samples.PhotoOf(Samples.Ada));
        await service.SendAsync(Callers.Service(), new GrantCreditsCommand(Samples.Ada.ToString(), 100, "grant"));
        try
        {
            await service.SendAsync(Callers.Person(Samples.Ada), command);
        }
        catch (RefusedException)
        {
            Assert.Equal("refused transfer", name);
        }

        AssertStored(digest, service.Store.IdempotencyRecords[new IdempotencyKey(Samples.Ada, "k")]);
    }

    [Theory]
    [InlineData(1, "1f7fdd2d4e055ac1be44aec08cdbc14a0d98e9d85bb10c0e456a65a048e342e3")]
    [InlineData(1_000_000_000_000, "9bde80e83d92e3e7ae85ac606c421aa7ecc4fd356521ba8247105e228c58a66a")]
    public async Task Grant_WhenMade_ThenTheDigestIsThatOfTheFirstNodes(long amount, string digest)
    {
        await service.SendAsync(Callers.Service(), new GrantCreditsCommand(Bob, amount, "k"));

        AssertStored(digest, service.Store.IdempotencyRecords[new IdempotencyKey(Samples.Backend, "k", IdempotencyScope.Grants)]);
    }

    private static SendMessageCommand Keyed(string type) => new(type, null, null, null, null, null, null, "k", false);

    private static void AssertStored(string digest, IdempotencyRecord record) => Assert.Equal(digest, Convert.ToHexStringLower(record.Fingerprint.ToBytes()));
}
