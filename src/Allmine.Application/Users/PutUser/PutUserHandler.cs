using Allmine.Application.Ports.Users;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;
using MediatR;

namespace Allmine.Application.Users.PutUser;

internal sealed class PutUserHandler(IUserRepository users) : IRequestHandler<PutUserCommand, PutUserResult>
{
    public async Task<PutUserResult> Handle(PutUserCommand command, CancellationToken cancellationToken)
    {
        var kind = UserKindNames.Parse(command.Kind);
        var user = new User(Id<User>.Parse(command.UserId), Username.From(command.Username!), command.ProfilePhoto, kind ?? UserKind.Person);
        var written = await users.PutAsync(user, leavesKind: kind is null, cancellationToken);
        return kind is not null && written.Kind != kind
            ? throw new RefusedException(ErrorCode.KindFixed)
            : new PutUserResult(user.As(written.Kind), written.Created);
    }
}
