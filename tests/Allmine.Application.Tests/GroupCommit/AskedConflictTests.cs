using Allmine.Application.GroupCommit;
using Allmine.Application.Ports;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain.Errors;
using Microsoft.Extensions.Logging.Abstractions;

namespace Allmine.Application.Tests.GroupCommit;

/// <summary>A conflict that a caller asks for is one of the engine's own: the round is decided again, and has one effect.</summary>
public sealed class AskedConflictTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ScriptedStore store = Samples.Fill(new ScriptedStore());
    private readonly Asked asked = new();
    private int commits;

    [Fact]
    public async Task Commit_WhenAConflictIsAskedFor_ThenTheRoundIsDecidedAgainAndTheStoreHearsOfOneCommit()
    {
        var before = store.Messages.Count;
        var engine = Engine(asked);
        asked.Conflicts = 1;

        var sent = await engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada)).WaitAsync(Patience);

        Assert.Equal(0, asked.Conflicts);
        Assert.Equal(1, commits);
        Assert.Equal(before + 1, store.Messages.Count);
        // Once to decide, and once to decide again, with what is in memory left aside.
        Assert.Equal(2, loads);
        Assert.Equal(sent.Message.Id, store.Messages[^1].Id);
        await engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada)).WaitAsync(Patience);
        Assert.Equal(2, commits);
    }

    [Fact]
    public async Task Commit_WhenTheWriteIsRefused_ThenTheRefusalIsTheAnswer()
    {
        asked.Conflicts = 1;

        var refused = await Assert.ThrowsAsync<RefusedException>(() => Engine(asked).CommitAsync(Samples.To(Samples.NoChat, Samples.Ada)).WaitAsync(Patience));

        Assert.Equal(ErrorCode.ChatNotFound, refused.Errors[0].Code);
        Assert.Equal(0, commits);
    }

    [Fact]
    public async Task Commit_WhenNobodyCanAsk_ThenIsCommittedAtOnce()
    {
        await Engine(null).CommitAsync(Samples.To(Samples.Team, Samples.Ada)).WaitAsync(Patience);

        Assert.Equal((1, 1), (commits, loads));
    }

    private int loads;

    private GroupCommitEngine Engine(IAskedFaults? faults)
    {
        store.BeforeCommit = (_, _) =>
        {
            commits++;
            return Task.CompletedTask;
        };
        store.BeforeLoad = _ =>
        {
            loads++;
            return Task.CompletedTask;
        };
        return new GroupCommitEngine(store, new CountingIds(), TimeProvider.System, NullLogger<GroupCommitEngine>.Instance, new GroupCommitOptions(), faults);
    }

    private sealed class Asked : IAskedFaults
    {
        public int Conflicts { get; set; }

        public bool TakeConflict()
        {
            if (Conflicts == 0)
                return false;
            Conflicts--;
            return true;
        }
    }
}
