using System.Collections.Concurrent;
using System.Globalization;
using Allmine.Application.Tests.GroupCommit.Simulation.Broken;
using Xunit.Abstractions;

namespace Allmine.Application.Tests.GroupCommit.Simulation;

/// <summary>
/// Thousands of runs of the group commit under faults. <c>ALLMINE_SIMULATION_SEED</c> repeats one and shows its trace;
/// <c>ALLMINE_SIMULATION_SEEDS</c> says how many there are.
/// </summary>
public sealed class GroupCommitSimulationTests(ITestOutputHelper output)
{
    private const int DefaultSeeds = 1000;

    /// <summary>Within so many runs a broken store must be found out.</summary>
    private const int SeedsForTheBroken = 60;

    [Fact]
    public void GroupCommit_WhenStoresAndNodesFailAtRandom_ThenEveryPromiseIsKept()
    {
        if (Setting("ALLMINE_SIMULATION_SEED") is { } only)
        {
            var world = GroupCommitSimulation.Run(only, new InMemoryStore());
            output.WriteLine(world.Trace.ToString());
            Assert.True(world.Violations.Count == 0, Describe(only, world));
            return;
        }

        var broken = new ConcurrentBag<string>();
        Parallel.For(1, 1 + (Setting("ALLMINE_SIMULATION_SEEDS") ?? DefaultSeeds), Parallelism, (seed, loop) =>
        {
            var world = GroupCommitSimulation.Run(seed, new InMemoryStore());
            if (world.Violations.Count == 0)
                return;
            broken.Add(Describe(seed, world));
            loop.Stop();
        });
        Assert.True(broken.IsEmpty, string.Join(Environment.NewLine, broken));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Run_WhenRepeatedWithItsSeed_ThenItsTraceIsTheSame(int seed)
    {
        var one = GroupCommitSimulation.Run(seed, new InMemoryStore()).Trace;
        var other = GroupCommitSimulation.Run(seed, new InMemoryStore()).Trace;

        Assert.Equal(one.ToString(), other.ToString());
        Assert.Equal((one.Hash, one.Count), (other.Hash, other.Count));
        Assert.NotEqual(one.Hash, GroupCommitSimulation.Run(seed + 1, new InMemoryStore()).Trace.Hash);
    }

    [Fact]
    public void Runs_WhenTakenTogether_ThenReachEverySortOfEvent()
    {
        var seen = new HashSet<string>();
        for (var seed = 1; seed <= 300; seed++)
            seen.UnionWith(GroupCommitSimulation.Run(seed, new InMemoryStore()).Seen);

        string[] sorts =
        [
            "send", "replay", "dry run", "round of several", "new direct chat", "node died",
            "conflict", "used key", "false conflict", "failure", "hang", "lost answer", "late write",
            "chat.not_found", "user.not_found", "chat.not_a_member", "validation.targetUserId.not_a_member", "idempotency.key_reused",
            "transfer", "replayed transfer", "credits.insufficient", "refusal", "replayed refusal", "validation.targetUserId.required",
            "grant", "replayed grant", "unanswered grant", "batch", "replayed batch", "refused batch",
            "Edited", "Deleted", "Reacted", "Unreacted", "Pinned", "Unpinned", "alteration", "mixed round", "round of several alterations",
            "altering: auth.forbidden", "altering: chat.role_required", "altering: message.deleted", "altering: message.immutable", "altering: message.not_found",
            "altering: message.version_conflict", "altering: record.unreadable", "validation.replyTo.not_found",
            "AddMemberIntent", "RemoveMemberIntent", "SetRoleIntent", "UpdateChatIntent", "round of several changes", "joined", "joined with all",
            "changing: chat.not_a_member", "changing: chat.role_required", "changing: chat.last_owner", "changing: record.unreadable", "changing: validation.userId.not_a_member",
            "file", "swept file", "media.not_found",
            "frozen store", "left locks", "spoiled record", "record.unreadable", "deaf",
            "fault of the store", "fault of a commit that has written", "fault of the logger", "fault of the clock", "fault of the maker of identifiers",
        ];
        Assert.Equal(sorts.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Check_WhenTheStoreIgnoresTheRevision_ThenARemovedMemberIsFoundOut() =>
        AssertFoundOut<RevisionBlindStore>("though its sender was not a member at the commit");

    [Fact]
    public void Check_WhenTheStoreIgnoresTheLastNumber_ThenDoubleNumbersAreFoundOut() => AssertFoundOut<NumberBlindStore>("has the numbers");

    [Fact]
    public void Check_WhenTheStoreIgnoresTheNumberOfAlterations_ThenDoubleNumbersOfChangesAreFoundOut() => AssertFoundOut<AlterationBlindStore>("has the changes");

    [Fact]
    public void Check_WhenTheStoreIgnoresWhatBecameOfAMessage_ThenALostAlterationIsFoundOut() =>
        AssertFoundOut<MessageBlindStore>("is not what its alterations make of it");

    [Fact]
    public void Check_WhenTheStoreKeepsTheWordsOfADeletedMessage_ThenTheyAreFoundOut() => AssertFoundOut<WordyStore>("something of it is left");

    [Fact]
    public void Check_WhenTheStoreIgnoresThePair_ThenASecondDirectChatIsFoundOut() => AssertFoundOut<PairBlindStore>("direct chats of");

    [Fact]
    public void Check_WhenTheStoreForgetsUsedKeys_ThenASecondMessageIsFoundOut() => AssertFoundOut<ForgetfulStore>("led to");

    [Fact]
    public void Check_WhenTheStoreBindsAFileThatIsGone_ThenTheMessageWithoutItsFileIsFoundOut() => AssertFoundOut<FileBlindStore>("messages carry the files");

    [Fact]
    public void Check_WhenTheStoreWritesHalfARound_ThenTheGapIsFoundOut() => AssertFoundOut<HalfWritingStore>("what was acknowledged is not there");

    [Fact]
    public void Check_WhenTheStoreDropsARound_ThenTheLossIsFoundOut() => AssertFoundOut<UnwritingStore>("what was acknowledged is not there");

    [Fact]
    public void Check_WhenTheStoreIgnoresTheWalletsEntries_ThenTheLostBookingIsFoundOut() => AssertFoundOut<WalletBlindStore>("where entry");

    [Fact]
    public void Check_WhenTheStoreLeavesOutCredits_ThenTheSumIsFoundOut() => AssertFoundOut<OneSidedStore>("the verification says");

    [Fact]
    public void Check_WhenTheStoreForgetsRefusals_ThenASecondAnswerIsFoundOut() => AssertFoundOut<ForgivingStore>("there was no reason to refuse");

    private static ParallelOptions Parallelism => new() { MaxDegreeOfParallelism = Environment.ProcessorCount };

    private static void AssertFoundOut<TStore>(string promise)
        where TStore : InMemoryStore, new()
    {
        var violations = Enumerable.Range(1, SeedsForTheBroken).SelectMany(seed => GroupCommitSimulation.Run(seed, new TStore()).Violations);

        Assert.Contains(violations, violation => violation.Contains(promise, StringComparison.Ordinal));
    }

    private static int? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private static string Describe(int seed, SimulatedWorld world) => string.Join(
        Environment.NewLine, [$"Seed {seed} (repeat it with ALLMINE_SIMULATION_SEED={seed}) broke promises:", .. world.Violations.Take(10), world.Trace.ToString()]);
}
