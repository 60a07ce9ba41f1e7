using Allmine.Application.Chats.CreateChat;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;

namespace Allmine.Application.Tests.Chats.CreateChat;

public sealed class CreateChatTests
{
    private readonly Service service = new();

    [Fact]
    public async Task Create_WhenOneOtherAndNoTitle_ThenIsTheDirectChatAndIsThereTheSecondTime()
    {
        var first = await CreateAsync(null, Samples.Bob);
        var second = await CreateAsync(null, Samples.Bob, Samples.Ada, Samples.Bob);
        var byTheOther = await service.SendAsync(Callers.Person(Samples.Bob), new CreateChatCommand([Samples.Ada.ToString()], null));

        Assert.Equal((true, false, false), (first.Created, second.Created, byTheOther.Created));
        Assert.Equal(ChatKind.Direct, first.View.Chat.Kind);
        Assert.Equal(first.View.Chat.Id, second.View.Chat.Id);
        Assert.Equal(first.View.Chat.Id, byTheOther.View.Chat.Id);
        Assert.Equal((Samples.Noon, Samples.Noon), (first.View.Chat.CreatedAt, first.View.Chat.UpdatedAt));
    }

    [Fact]
    public async Task Create_WhenOneOtherAndATitle_ThenIsANewGroupEachTime()
    {
        var (first, second) = (await CreateAsync("Us", Samples.Bob), await CreateAsync("Us", Samples.Bob));

        Assert.Equal((true, true), (first.Created, second.Created));
        Assert.Equal((ChatKind.Group, "Us"), (first.View.Chat.Kind, first.View.Chat.Title));
        Assert.NotEqual(first.View.Chat.Id, second.View.Chat.Id);
    }

    [Fact]
    public async Task Create_WhenSeveralOthers_ThenIsAGroupWithTheCallerFirstAndNobodyTwice()
    {
        var result = await CreateAsync(null, Samples.Cem, Samples.Bob, Samples.Cem, Samples.Ada);

        Assert.True(result.Created);
        Assert.Null(result.View.Chat.Title);
        Assert.Equal([Samples.Ada, Samples.Cem, Samples.Bob], result.View.Chat.Members.Select(member => member.UserId));
        Assert.Equal([Samples.Ada, Samples.Cem, Samples.Bob], result.View.Members.Select(user => user.Id));
        Assert.Equal((0, null), (result.View.UnreadCount, result.View.LastMessage));
    }

    [Fact]
    public async Task Create_WhenTheDirectChatIsUnopened_ThenIsOpenedWithItsBlocks()
    {
        var unopened = Chat.Unopened(service.Ids.NewId<Chat>(), Samples.Ada, Samples.Bob);
        unopened.Block(Samples.Bob, Samples.Noon);
        service.Store.Put(unopened);

        var result = await CreateAsync(null, Samples.Bob);

        Assert.True(result.Created);
        Assert.Equal((unopened.Id, Samples.Noon), (result.View.Chat.Id, result.View.Chat.CreatedAt));
        Assert.Equal([new Block(Samples.Bob, Samples.Noon)], service.Store.Chat(unopened.Id)!.Blocks);
        Assert.False((await CreateAsync(null, Samples.Bob)).Created);
    }

    [Fact]
    public async Task Create_WhenAGroupHasTheGreatestSize_ThenIsMadeAndOneMoreIsRefused()
    {
        var others = Enumerable.Range(1, Chat.MaxMembers).Select(number => Id<User>.Parse(number.ToString("x24", null))).ToList();
        foreach (var id in others)
            service.Store.Put(new User(id, Username.From("Somebody"), null));

        var largest = await CreateAsync(null, [.. others[1..]]);

        Assert.Equal(Chat.MaxMembers, largest.View.Chat.Members.Count);
        Assert.Equal("validation.memberIds.range", await RefusalAsync([.. others.Select(id => id.ToString())]));
    }

    [Theory]
    [InlineData("validation.memberIds.required")]
    [InlineData("validation.memberIds.format", "64d15f9e2e6c8f4d5a222222", "bob")]
    [InlineData("validation.memberIds.format", "64d15f9e2e6c8f4d5a222222", null)]
    [InlineData("validation.memberIds.self", "64d15f9e2e6c8f4d5a111111")]
    [InlineData("validation.memberIds.self", "64d15f9e2e6c8f4d5a111111", "64D15F9E2E6C8F4D5A111111")]
    [InlineData("user.not_found", "64d15f9e2e6c8f4d5a999999")]
    [InlineData("user.not_found", "64d15f9e2e6c8f4d5a222222", "64d15f9e2e6c8f4d5a999999")]
    public async Task Create_WhenTheMembersAreWrong_ThenIsRefusedAndNothingIsWritten(string code, params string?[] memberIds)
    {
        Assert.Equal(code, await RefusalAsync(memberIds));

        Assert.Equal(2, service.Store.Chats.Count);
    }

    [Fact]
    public async Task Create_WhenThereAreNoMembers_ThenIsRefused() =>
        Assert.Equal("validation.memberIds.required", await service.RefusalAsync(Callers.Person(Samples.Ada), new CreateChatCommand(null, null)));

    [Theory]
    [InlineData("", "validation.title.blank")]
    [InlineData("a\0", "validation.title.characters")]
    public async Task Create_WhenTheTitleIsWrong_ThenIsRefused(string title, string code) => Assert.Equal(
        code, await service.RefusalAsync(Callers.Person(Samples.Ada), new CreateChatCommand([Samples.Bob.ToString()], title)));

    [Fact]
    public async Task Create_WhenNobodyIsActedFor_ThenIsRefused()
    {
        var command = new CreateChatCommand([Samples.Bob.ToString()], null);

        Assert.Equal("auth.required", await service.RefusalAsync(Callers.Anonymous, command));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Service(), command));
        Assert.True((await service.SendAsync(Callers.Service(Samples.Ada), command)).Created);
    }

    private async Task<CreateChatResult> CreateAsync(string? title, params Id<User>[] members) =>
        await service.SendAsync(Callers.Person(Samples.Ada), new CreateChatCommand([.. members.Select(id => id.ToString())], title));

    private Task<string> RefusalAsync(string?[] memberIds) =>
        service.RefusalAsync(Callers.Person(Samples.Ada), new CreateChatCommand(memberIds, null));
}
