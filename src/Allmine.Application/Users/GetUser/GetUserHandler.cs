using Allmine.Application.Ports.Users;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;
using MediatR;

namespace Allmine.Application.Users.GetUser;

internal sealed class GetUserHandler(IUserRepository users) : IRequestHandler<GetUserQuery, StoredUser>
{
    public async Task<StoredUser> Handle(GetUserQuery query, CancellationToken cancellationToken)
    {
        var found = await users.FindAllAsync([Id<User>.Parse(query.UserId)], cancellationToken);
        if (found.Count == 0)
            throw new RefusedException(ErrorCode.UserNotFound);
        return found[0].Profile ?? throw new UnreadableRecordException($"user {found[0].Id}");
    }
}
