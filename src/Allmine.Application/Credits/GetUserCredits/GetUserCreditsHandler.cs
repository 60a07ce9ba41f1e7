using Allmine.Application.Credits.GetCredits;
using Allmine.Application.Ports.Credits;
using Allmine.Application.Users;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;
using MediatR;

namespace Allmine.Application.Credits.GetUserCredits;

internal sealed class GetUserCreditsHandler(UserDirectory directory, IWalletRepository wallets) : IRequestHandler<GetUserCreditsQuery, CreditsView>
{
    public async Task<CreditsView> Handle(GetUserCreditsQuery query, CancellationToken cancellationToken)
    {
        var user = Id<User>.Parse(query.UserId);
        return await directory.ExistsAsync(user, cancellationToken)
            ? new CreditsView((await wallets.FindAsync(user, cancellationToken)).Balance)
            : throw new RefusedException(ErrorCode.UserNotFound);
    }
}
