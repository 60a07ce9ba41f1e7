using System.Net;
using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Credits;

/// <summary>Many who move credits of the same wallets at once, on either store: nobody waits in vain, and no credit is lost or made.</summary>
/// <param name="service">On the store; null where that is not to be had.</param>
public abstract class ContendedTransferContract(Service? service)
{
    private Service Service
    {
        get
        {
            Skip.If(service is null, MongoServer.NoServer);
            return service!;
        }
    }

    [SkippableTheory]
    [InlineData(30, 1, 30)]
    [InlineData(1000, 33, 30)]
    [InlineData(99, 1, 99)]
    public async Task Transfers_WhenAHundredComeAtOnceForABalanceThatCoversSome_ThenJustThoseSucceed(long balance, long amount, int covered)
    {
        var (sender, recipient) = (await Service.NewUserWithAsync(balance), await Service.NewUserAsync());

        var replies = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => sender.TransferAsync(recipient, amount, $"key-{i}")));

        var sent = replies.Where(reply => reply.Status == HttpStatusCode.Created).ToList();
        Assert.Equal(covered, sent.Count);
        Assert.All(replies.Except(sent), reply => reply.ExpectError(409, "credits.insufficient"));
        // Each balance is the one after its own transfer.
        Assert.Equal(
            Enumerable.Range(1, covered).Select(i => balance - (i * amount)).Order(),
            sent.Select(reply => long.Parse(reply.Header(CreditCalls.BalanceHeader)!, System.Globalization.CultureInfo.InvariantCulture)).Order());
        Assert.Equal((balance - (covered * amount), covered * amount), (await sender.BalanceAsync(), await recipient.BalanceAsync()));
        for (var i = 0; i < replies.Length; i++)
        {
            var outcome = (await sender.GetAsync(CreditCalls.OutcomePath, CreditCalls.Key($"key-{i}")))["status"].GetString();
            Assert.Equal(replies[i].Status == HttpStatusCode.Created ? "committed" : "refused", outcome);
        }

        await Service.ExpectSoundStoreAsync();
    }

    [SkippableFact]
    public async Task Transfers_WhenFiftyCopiesOfOneComeAtOnce_ThenThereIsOneEffectAndOneAnswer()
    {
        var (sender, recipient) = (await Service.NewUserWithAsync(100), await Service.NewUserAsync());

        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => sender.TransferAsync(recipient, 60, "key")));

        Assert.All(replies, reply => Assert.Equal(replies[0].Text, reply.Expect(HttpStatusCode.Created).Text));
        Assert.All(replies, reply => Assert.Equal("40", reply.Header(CreditCalls.BalanceHeader)));
        Assert.Equal(49, replies.Count(reply => reply.Header(CreditCalls.ReplayedHeader) == "true"));
        Assert.Equal((40, 60), (await sender.BalanceAsync(), await recipient.BalanceAsync()));
        Assert.Equal(1, await recipient.TransactionCountAsync());
    }

    [SkippableFact]
    public async Task Transfers_WhenFiftyCopiesOfARefusedOneComeAtOnce_ThenAllHearTheSame()
    {
        var (sender, recipient) = (await Service.NewUserWithAsync(100), await Service.NewUserAsync());

        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => sender.TransferAsync(recipient, 101, "key")));

        Assert.All(replies, reply => reply.ExpectError(409, "credits.insufficient"));
        Assert.Equal(49, replies.Count(reply => reply.Header(CreditCalls.ReplayedHeader) == "true"));
        Assert.Equal((100, 0), (await sender.BalanceAsync(), await recipient.BalanceAsync()));
    }

    [SkippableFact]
    public async Task Transfers_WhenTwoWalletsPayEachOtherAtOnce_ThenNeitherWaitsForTheOther()
    {
        var (one, other) = (await Service.NewUserWithAsync(1000), await Service.NewUserWithAsync(1000));

        var replies = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => i % 2 == 0 ? one.TransferAsync(other, 3) : other.TransferAsync(one, 2)));

        Assert.All(replies, reply => reply.Expect(HttpStatusCode.Created));
        Assert.Equal((950, 1050), (await one.BalanceAsync(), await other.BalanceAsync()));
        await Service.ExpectSoundStoreAsync();
    }

    [SkippableFact]
    public async Task Transfers_WhenSixtyFourSendToOneRecipient_ThenAllArrive()
    {
        var recipient = await Service.NewUserAsync();
        var fans = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Service.NewUserWithAsync(10)));

        // The first one of each makes the chat; later ones find it.
        for (var turn = 0; turn < 3; turn++)
        {
            var replies = await Task.WhenAll(fans.Select(fan => fan.TransferAsync(recipient, 3)));
            Assert.All(replies, reply => reply.Expect(HttpStatusCode.Created));
        }

        Assert.Equal(64 * 9, await recipient.BalanceAsync());
        Assert.All(await Task.WhenAll(fans.Select(fan => fan.BalanceAsync())), balance => Assert.Equal(1, balance));
        await Service.ExpectSoundStoreAsync();
    }

    [SkippableFact]
    public async Task Transfers_WhenOneSenderSendsSixtyFourAtOnce_ThenAllArrive()
    {
        var sender = await Service.NewUserWithAsync(64);
        var recipients = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Service.NewUserAsync()));

        var replies = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => sender.TransferAsync(recipients[i % 16], 1)));

        Assert.All(replies, reply => reply.Expect(HttpStatusCode.Created));
        Assert.Equal(0, await sender.BalanceAsync());
        Assert.All(await Task.WhenAll(recipients.Select(recipient => recipient.BalanceAsync())), balance => Assert.Equal(4, balance));
        await Service.ExpectSoundStoreAsync();
    }
}
