using Allmine.Application.Blocks.BlockUser;
using Allmine.Application.Blocks.GetBlock;
using Allmine.Application.Blocks.UnblockUser;
using Allmine.Application.Chats.ListChats;
using Allmine.Application.Messages.SendMessage;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain;
using Allmine.Domain.Users;
using MediatR;

namespace Allmine.Application.Tests.Blocks;

public sealed class BlockTests
{
    private readonly Service service = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Block_WhenThere_ThenNeitherSendsToTheOtherUntilItIsTakenBack(bool hasChat)
    {
        if (hasChat)
            await SendAsync(Samples.Ada, Samples.Bob);
        await BlockAsync(Samples.Ada, Samples.Bob);

        Assert.Equal("chat.blocked", await service.RefusalAsync(Callers.Person(Samples.Ada), Text(Samples.Bob)));
        Assert.Equal("chat.blocked", await service.RefusalAsync(Callers.Person(Samples.Bob), Text(Samples.Ada)));
        Assert.Equal("chat.blocked", await service.RefusalAsync(Callers.Person(Samples.Bob), Text(Samples.Ada) with { DryRun = true }));
        await service.SendAsync(Callers.Person(Samples.Ada), new UnblockUserCommand(Samples.Bob.ToString()));

        await SendAsync(Samples.Bob, Samples.Ada);
        Assert.Equal(hasChat ? 2 : 1, service.Store.Messages.Count);
    }

    [Fact]
    public async Task Block_WhenThereIsNoChat_ThenTheListsOfBothStayAsTheyWere()
    {
        await BlockAsync(Samples.Ada, Samples.Eve);

        Assert.Equal(2, (await service.SendAsync(Callers.Person(Samples.Ada), new ListChatsQuery(null, null))).Items.Count);
        Assert.Empty((await service.SendAsync(Callers.Person(Samples.Eve), new ListChatsQuery(null, null))).Items);
    }

    [Fact]
    public async Task Block_WhenThere_ThenTheGroupsOfBothGoOnAndNeitherNamesTheOther()
    {
        await BlockAsync(Samples.Ada, Samples.Bob);

        await service.SendAsync(Callers.Person(Samples.Bob), Text(Samples.Cem) with { ChatId = Samples.Team.ToString() });

        Assert.Single(service.Store.Messages);
        foreach (var group in new[] { Samples.Team, Samples.Two })
        {
            Assert.Equal(
                "chat.blocked",
                await service.RefusalAsync(Callers.Person(Samples.Bob), Text(Samples.Ada) with { ChatId = group.ToString() }));
        }
    }

    [Fact]
    public async Task GetBlock_WhenAsked_ThenTellsOfTheCallersOwn()
    {
        await BlockAsync(Samples.Ada, Samples.Bob);
        await BlockAsync(Samples.Ada, Samples.Bob);

        Assert.True(await IsBlockedAsync(Samples.Ada, Samples.Bob));
        Assert.False(await IsBlockedAsync(Samples.Bob, Samples.Ada));
        Assert.False(await IsBlockedAsync(Samples.Ada, Samples.Cem));
        Assert.False(await IsBlockedAsync(Samples.Ada, Samples.Nobody));
    }

    [Fact]
    public async Task Unblock_WhenThereIsNone_ThenNothingHappens()
    {
        await service.SendAsync(Callers.Person(Samples.Ada), new UnblockUserCommand(Samples.Bob.ToString()));
        await service.SendAsync(Callers.Person(Samples.Ada), new UnblockUserCommand(Samples.Nobody.ToString()));

        Assert.Equal(2, service.Store.Chats.Count);
    }

    [Fact]
    public async Task Block_WhenTheUserIsUnknown_ThenIsRefusedAndNothingIsWritten()
    {
        Assert.Equal("user.not_found", await service.RefusalAsync(Callers.Person(Samples.Ada), new BlockUserCommand(Samples.Nobody.ToString())));

        Assert.Equal(2, service.Store.Chats.Count);
    }

    [Fact]
    public async Task Requests_WhenWrongOrNotAllowed_ThenAreRefused()
    {
        await AssertRefusalsAsync(id => new BlockUserCommand(id));
        await AssertRefusalsAsync(id => new UnblockUserCommand(id));
        await AssertRefusalsAsync(id => new GetBlockQuery(id));
    }

    private async Task AssertRefusalsAsync<TResponse>(Func<string, IRequest<TResponse>> request)
    {
        Assert.Equal("validation.userId.self", await service.RefusalAsync(Callers.Person(Samples.Ada), request(Samples.Ada.ToString())));
        Assert.Equal("validation.userId.format", await service.RefusalAsync(Callers.Person(Samples.Ada), request("bob")));
        Assert.Equal("auth.required", await service.RefusalAsync(Callers.Anonymous, request(Samples.Bob.ToString())));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Service(), request(Samples.Bob.ToString())));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Person(Samples.Nobody), request(Samples.Bob.ToString())));
    }

    private Task<Unit> BlockAsync(Id<User> by, Id<User> whom) => service.SendAsync(Callers.Person(by), new BlockUserCommand(whom.ToString()));

    private Task<bool> IsBlockedAsync(Id<User> by, Id<User> whom) => service.SendAsync(Callers.Person(by), new GetBlockQuery(whom.ToString()));

    private Task<SendMessageResult> SendAsync(Id<User> sender, Id<User> target) => service.SendAsync(Callers.Person(sender), Text(target));

    private static SendMessageCommand Text(Id<User> target) => new("text", null, target.ToString(), "Hello", null, null, null, null, false);
}
