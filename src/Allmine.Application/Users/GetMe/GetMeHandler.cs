using Allmine.Application.Authorization;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Users;
using Allmine.Domain.Users;
using MediatR;

namespace Allmine.Application.Users.GetMe;

internal sealed class GetMeHandler(ICaller caller, IUserRepository users) : IRequestHandler<GetMeQuery, StoredUser>
{
    // The pipeline has found the acting user in the directory, and nobody is ever removed from it.
    public async Task<StoredUser> Handle(GetMeQuery query, CancellationToken cancellationToken) =>
        (await users.FindAllAsync([caller.ActingUser()], cancellationToken)).Single();
}
