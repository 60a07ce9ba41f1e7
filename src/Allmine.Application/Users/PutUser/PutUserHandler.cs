using Allmine.Application.Ports.Users;
using Allmine.Domain;
using Allmine.Domain.Users;
using MediatR;

namespace Allmine.Application.Users.PutUser;

internal sealed class PutUserHandler(IUserRepository users) : IRequestHandler<PutUserCommand, PutUserResult>
{
    public async Task<PutUserResult> Handle(PutUserCommand command, CancellationToken cancellationToken)
    {
        var user = new User(Id<User>.Parse(command.UserId), Username.From(command.Username!), command.ProfilePhoto);
        return new PutUserResult(user, await users.PutAsync(user, cancellationToken));
    }
}
