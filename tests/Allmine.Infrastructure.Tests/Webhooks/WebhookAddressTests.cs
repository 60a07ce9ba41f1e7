using System.Net;
using Allmine.Infrastructure.Webhooks;

namespace Allmine.Infrastructure.Tests.Webhooks;

public sealed class WebhookAddressTests
{
    [Theory]
    [InlineData("1.1.1.1", true)]
    [InlineData("9.255.255.255", true)]
    [InlineData("10.0.0.0", false)]
    [InlineData("11.0.0.0", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("0.1.2.3", false)]
    [InlineData("100.63.255.255", true)]
    [InlineData("100.64.0.0", false)]
    [InlineData("100.127.255.255", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.255.255.255", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.16.0.0", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("172.32.0.0", true)]
    [InlineData("192.0.0.8", false)]
    [InlineData("192.0.2.1", false)]
    [InlineData("192.168.0.1", false)]
    [InlineData("198.17.255.255", true)]
    [InlineData("198.19.255.255", false)]
    [InlineData("198.51.100.1", false)]
    [InlineData("203.0.113.1", false)]
    [InlineData("223.255.255.255", true)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("::8.8.8.8", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:0.0.0.0", false)]
    [InlineData("::ffff:169.254.169.254", false)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("64:ff9b::808:808", true)]
    [InlineData("64:ff9b:1::808:808", false)]
    [InlineData("2001::1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("2001:4860:4860::8888", true)]
    [InlineData("2002:7f00:1::1", false)]
    [InlineData("3fff::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("fe80::1%1", false)]
    [InlineData("fec0::1", false)]
    [InlineData("ff02::1", false)]
    [InlineData("2606:4700::1111", true)]
    public void Allows_WhenNothingIsOpened_ThenOnlyPublicOnes(string address, bool expected) =>
        Assert.Equal(expected, new WebhookAddresses(new WebhookSenderOptions()).Allows(IPAddress.Parse(address)));

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("::ffff:10.1.2.3", true)]
    [InlineData("11.0.0.0", true)]
    [InlineData("172.16.0.1", false)]
    [InlineData("127.0.0.1", false)]
    public void Allows_WhenANetworkIsOpened_ThenThatAlone(string address, bool expected) =>
        Assert.Equal(expected, new WebhookAddresses(new WebhookSenderOptions { AllowedNetworks = [IPNetwork.Parse("10.0.0.0/8")] }).Allows(IPAddress.Parse(address)));

    [Theory]
    [InlineData("10.0.0.0/8", true)]
    [InlineData("fd00::/8", true)]
    [InlineData("126.0.0.0/8", true)]
    [InlineData("126.0.0.0/7", false)]
    [InlineData("127.0.0.1/32", false)]
    [InlineData("0.0.0.0/0", false)]
    [InlineData("169.254.169.254/32", false)]
    [InlineData("::/0", false)]
    [InlineData("::1/128", false)]
    [InlineData("fe80::/64", false)]
    [InlineData("::ffff:127.0.0.0/104", false)]
    [InlineData("64:ff9b::/96", false)]
    public void CanOpen_WhenItHasLoopbackOrLinkLocal_ThenIsFalse(string network, bool expected) =>
        Assert.Equal(expected, WebhookAddresses.CanOpen(IPNetwork.Parse(network)));

    [Theory]
    [InlineData("https://example.com/hook?a@b", true)]
    [InlineData("https://example.com:8443", true)]
    [InlineData("https://xn--mnchen-3ya.example/", true)]
    [InlineData("https://1.1.1.1/", true)]
    [InlineData("https://[2606:4700::1111]:8443/", true)]
    [InlineData("http://example.com/", false)]
    [InlineData("https://user:pass@example.com/", false)]
    [InlineData("https://@example.com/", false)]
    [InlineData("https://example.com/#", false)]
    [InlineData("https://example.com/ a", false)]
    [InlineData("https://example.com\\@127.0.0.1/", false)]
    [InlineData("https://example.com:0/", false)]
    [InlineData("https:///path", false)]
    [InlineData("/path", false)]
    [InlineData("", false)]
    [InlineData("https://localhost/", false)]
    [InlineData("https://a.LOCALHOST./", false)]
    [InlineData("https://0/", false)]
    [InlineData("https://127.1/", false)]
    [InlineData("https://0x7f.1/", false)]
    [InlineData("https://2130706433/", false)]
    [InlineData("https://0177.0.0.1/", false)]
    [InlineData("https://127.0.0.1./", false)]
    [InlineData("https://169.254.169.254/", false)]
    [InlineData("https://[::1]/", false)]
    [InlineData("https://[::1]x/", false)]
    [InlineData("https://[fe80::1%25eth0]/", false)]
    [InlineData("https://[::ffff:7f00:1]/", false)]
    [InlineData("https://%31%32%37.0.0.1/", false)]
    [InlineData("https://１２７.０.０.１/", false)]
    public void Url_WhenLookedAt_ThenOnlyPublicHttpsIsAllowed(string url, bool expected) => Assert.Equal(expected, MayHave(url));

    [Fact]
    public void Url_WhenAtItsGreatestLength_ThenIsAllowedAndNoLonger()
    {
        const string Start = "https://example.com/";
        Assert.True(MayHave(Start + new string('a', WebhookUrl.MaxLength - Start.Length)));
        Assert.False(MayHave(Start + new string('a', WebhookUrl.MaxLength + 1 - Start.Length)));
    }

    private static bool MayHave(string url) => WebhookUrl.IsAllowed(url, allowsPrivate: false, new WebhookAddresses(new WebhookSenderOptions()));
}
