using Allmine.Application.Ports;
using Allmine.Application.Ports.Idempotency;
using Allmine.Domain.Errors;

namespace Allmine.Application.Messages.SendBatch;

/// <summary>Whose the keys of batches are: of the user acted for, or else of the token's subject.</summary>
internal static class BatchKeys
{
    public static IdempotencyKey Of(ICaller caller, string key) =>
        new(caller.OnBehalfOf ?? caller.Subject ?? throw new RefusedException(ErrorCode.AuthRequired), key, IdempotencyScope.Batches);
}
