using System.Globalization;
using Allmine.Application.Authorization;
using Allmine.Application.GroupCommit;
using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Idempotency;
using Allmine.Domain;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;
using MediatR;

namespace Allmine.Application.Credits.GrantCredits;

/// <summary>Turns the command into an intent and hands it to the engine: grants and transfers change the same wallets.</summary>
internal sealed class GrantCreditsHandler(ICaller caller, IIdGenerator ids, GroupCommitEngine engine)
    : IRequestHandler<GrantCreditsCommand, GrantCreditsResult>
{
    public async Task<GrantCreditsResult> Handle(GrantCreditsCommand command, CancellationToken cancellationToken)
    {
        var backend = caller.Subject ?? throw new RefusedException(ErrorCode.Forbidden);
        var grant = new Grant(ids.NewId<Grant>(), Id<User>.Parse(command.UserId), command.Amount!.Value);
        var key = new IdempotencyKey(backend, command.IdempotencyKey!, IdempotencyScope.Grants);
        var fingerprint = Fingerprint.Of(grant.RecipientId.ToString(), grant.Amount.ToString(CultureInfo.InvariantCulture));
        var intent = new GrantIntent(grant, key, fingerprint) { Actor = caller.Actor() };
        // Once handed over, it is carried out whether or not its caller still waits.
        var receipt = await engine.CommitAsync(intent);
        return new GrantCreditsResult(receipt.Grant, receipt.Balance, receipt.Replayed);
    }
}
