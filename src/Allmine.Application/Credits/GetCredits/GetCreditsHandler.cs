using Allmine.Application.Authorization;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Credits;
using MediatR;

namespace Allmine.Application.Credits.GetCredits;

internal sealed class GetCreditsHandler(ICaller caller, IWalletRepository wallets) : IRequestHandler<GetCreditsQuery, CreditsView>
{
    public async Task<CreditsView> Handle(GetCreditsQuery query, CancellationToken cancellationToken) =>
        new((await wallets.FindAsync(caller.ActingUser(), cancellationToken)).Balance);
}
