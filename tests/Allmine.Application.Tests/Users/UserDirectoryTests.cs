using Allmine.Application.Ports.Users;
using Allmine.Application.Tests.Fakes;
using Allmine.Application.Users;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace Allmine.Application.Tests.Users;

public sealed class UserDirectoryTests
{
    private readonly FakeTimeProvider time = new();
    private readonly Mock<IUserRepository> users = new();
    private readonly UserDirectory directory;

    /// <summary>Whom the store was asked for, command by command.</summary>
    private readonly List<Id<User>[]> asked = [];

    /// <summary>Answers come once it is completed.</summary>
    private TaskCompletionSource answering = new();

    public UserDirectoryTests()
    {
        users.Setup(repository => repository.FindAllAsync(It.IsAny<IReadOnlyCollection<Id<User>>>(), It.IsAny<CancellationToken>()))
            .Returns(async (IReadOnlyCollection<Id<User>> ids, CancellationToken _) =>
            {
                asked.Add([.. ids]);
                await answering.Task;
                return [.. ids.Where(id => id != Samples.Nobody).Select(id => new User(id, Username.From("somebody"), null))];
            });
        directory = new UserDirectory(users.Object, time);
    }

    [Fact]
    public async Task Knows_WhenAUserComesAgain_ThenTheStoreIsAskedOnceAndForStrangersEachTime()
    {
        answering.SetResult();

        for (var i = 0; i < 3; i++)
        {
            Assert.True(await KnowsAsync(Samples.Ada));
            Assert.False(await KnowsAsync(Samples.Nobody));
        }

        Assert.Equal([[Samples.Ada], [Samples.Nobody], [Samples.Nobody], [Samples.Nobody]], asked);
        Assert.Equal(UserKind.Person, directory.KnownKindOf(Samples.Ada));
        Assert.Null(directory.KnownKindOf(Samples.Nobody));
    }

    [Fact]
    public async Task Knows_WhenManyComeWhileTheStoreIsAsked_ThenTheyAreAskedForTogetherAfterwards()
    {
        var first = KnowsAsync(Samples.Ada);
        await AskedAsync(1);

        var others = new[] { Samples.Bob, Samples.Nobody, Samples.Bob, Samples.Ada, Samples.Cem }.Select(id => KnowsAsync(id)).ToList();
        answering.SetResult();

        Assert.True(await first);
        var answers = await Task.WhenAll(others);
        Assert.Equal([true, false, true, true, true], answers);
        // Ada once more: the answer on its way may be older than the question.
        Assert.Equal([[Samples.Ada], [Samples.Bob, Samples.Nobody, Samples.Ada, Samples.Cem]], asked);
    }

    [Fact]
    public async Task Knows_WhenTheStoreFails_ThenThoseHearSoAndTheNextAreAskedForAnew()
    {
        var failing = KnowsAsync(Samples.Ada);
        await AskedAsync(1);
        var next = KnowsAsync(Samples.Ada);
        var failure = answering;
        answering = new TaskCompletionSource();
        answering.SetResult();

        failure.SetException(new StoreUnavailableException());

        await Assert.ThrowsAsync<StoreUnavailableException>(() => failing);
        Assert.True(await next);
    }

    [Fact]
    public async Task Knows_WhenTheStoreSaysNothing_ThenUnavailableAfterFourSeconds()
    {
        var first = KnowsAsync(Samples.Ada);
        await AskedAsync(1);
        time.Advance(TimeSpan.FromSeconds(2));
        var second = KnowsAsync(Samples.Bob);

        time.Advance(TimeSpan.FromMilliseconds(1999));
        Assert.False(first.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => first);
        Assert.False(second.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => second);
    }

    [Fact]
    public async Task Knows_WhenOneWhoWaitsGoesAway_ThenTheOthersHaveTheirAnswer()
    {
        using var leaving = new CancellationTokenSource();
        var gone = KnowsAsync(Samples.Ada, leaving.Token);
        await AskedAsync(1);

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        var staying = KnowsAsync(Samples.Bob);
        answering.SetResult();
        Assert.True(await staying);
        Assert.Equal(UserKind.Person, directory.KnownKindOf(Samples.Ada));
    }

    private Task<bool> KnowsAsync(Id<User> id, CancellationToken cancellationToken = default) => directory.ExistsAsync(id, cancellationToken);

    private async Task AskedAsync(int times)
    {
        await Eventually.HoldsAsync(() => asked.Count >= times);
        Assert.Equal(times, asked.Count);
    }
}
