using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;

namespace Allmine.Api.Tests.Messages;

public sealed class GetMessageTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private readonly Service service = fixture.Service;

    [Fact]
    public async Task Get_WhenAMemberAsks_ThenIsTheMessage()
    {
        var conversation = await service.NewConversationAsync();
        var sent = await conversation.SendAsync();

        foreach (var member in new[] { conversation.Sender, conversation.Target })
            Assert.Equal(sent.Text, (await member.GetAsync(sent.Header("Location")!)).Expect(HttpStatusCode.OK).Text);
    }

    [Fact]
    public async Task Get_WhenTheOtherHasAnsweredSince_ThenTheyHaveReadIt()
    {
        var conversation = await service.NewConversationAsync();
        var sent = await conversation.SendAsync();
        (await conversation.Target.SendAsync(conversation.TextBody("answer"))).Expect(HttpStatusCode.Created);

        var read = await conversation.Sender.GetAsync(sent.Header("Location")!);

        Assert.Equal([conversation.Target.UserId], read["readBy"].EnumerateArray().Select(reader => reader.GetString()));
    }

    [Fact]
    public async Task Get_WhenItIsAMessageOfOthers_ThenIsNotFoundLikeOneThatDoesNotExist()
    {
        var sent = await (await service.NewConversationAsync()).SendAsync();
        var stranger = await service.NewUserAsync();

        (await stranger.GetAsync(sent.Header("Location")!)).ExpectError(404, "message.not_found");
        (await stranger.GetAsync($"/api/v2/messages/{Tokens.NewId()}")).ExpectError(404, "message.not_found");
    }

    [Theory]
    [InlineData("64d15f9e2e6c8f4d5a12345")]
    [InlineData("64d15f9e2e6c8f4d5a1234567")]
    [InlineData("64d15f9e2e6c8f4d5a12345g")]
    [InlineData("%7B%22$ne%22:null%7D")]
    [InlineData("0")]
    public async Task Get_WhenTheIdIsNone_ThenIsRefused(string id)
    {
        var user = await service.NewUserAsync();

        (await user.GetAsync($"/api/v2/messages/{id}")).ExpectError(400, "validation.messageId.format");
    }
}
