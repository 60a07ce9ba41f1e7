using Allmine.Application.Authorization;
using Allmine.Application.Paging;
using Allmine.Application.Ports.Messages;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using MediatR;

namespace Allmine.Application.Messages.GetVersions;

internal sealed class GetVersionsHandler(CallerAuthority caller, VisibleMessages visible, IChangeRepository changes) : IRequestHandler<GetVersionsQuery, VersionsPage>
{
    public async Task<VersionsPage> Handle(GetVersionsQuery query, CancellationToken cancellationToken)
    {
        var viewer = await caller.FindReaderAsync(cancellationToken);
        var message = (await visible.FindAsync(query.MessageId, viewer, cancellationToken)).Message.GetReadable();
        if (viewer.UserId is { } person && person != message.SenderId)
            throw new RefusedException(ErrorCode.Forbidden);
        var after = query.After ?? 0;
        var limit = query.Limit ?? PageLimits.Greatest;
        var current = message.CurrentVersion;
        if (message.IsDeleted || after >= current.Version)
            return new VersionsPage([], HasMore: false);

        // One more than asked for tells whether there are more.
        var past = (await changes.PastVersionsAsync(message.Id, after, limit + 1, cancellationToken)).Where(version => version.Version < current.Version).ToList();
        if (past.Count < Math.Min(current.Version - 1 - after, limit + 1))
        {
            // It was deleted a moment ago.
            return new VersionsPage([], HasMore: false);
        }

        List<MessageVersion> versions = [.. past, current];
        var items = PageBytes.Fitting(versions.Take(limit), PageBytes.Of);
        return new VersionsPage(items, items.Count < versions.Count);
    }
}
