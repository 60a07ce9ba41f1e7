using Allmine.Application.Authorization;
using Allmine.Application.Ports;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Application.Blocks;

internal static class CallerPair
{
    /// <summary>The caller and the user named, who must be another.</summary>
    /// <exception cref="InvalidRequestException">Both are the same.</exception>
    public static (Id<User> Self, Id<User> Other) PairWith(this ICaller caller, string userId)
    {
        var (self, other) = (caller.ActingUser(), Id<User>.Parse(userId));
        return other == self ? throw new InvalidRequestException(ErrorCode.Self, "userId") : (self, other);
    }
}
