using Allmine.Application.Ports.Snapshots;

namespace Allmine.Application.Verification;

/// <summary>What counts unread mentions, where a store keeps that apart: it has none of a message that mentions nobody, as a deleted one does.</summary>
internal sealed class MentionCheck(IStoreSnapshot snapshot, VerificationReport report)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var mentions = await SnapshotReader<StrayMention>.OpenAsync(snapshot.ReadStrayMentionsAsync(cancellationToken), report, cancellationToken);
        for (; mentions.HasCurrent; await mentions.MoveAsync())
            report.Add($"A mention of {mentions.Current.UserId} is counted for the message {mentions.Current.MessageId}, which mentions nobody.");
    }
}
