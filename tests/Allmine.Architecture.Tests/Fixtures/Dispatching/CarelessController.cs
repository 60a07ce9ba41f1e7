using Allmine.Api.Http;
using Allmine.Application.Blocks.BlockUser;
using Allmine.Application.Blocks.GetBlock;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Allmine.Architecture.Tests.Fixtures.Dispatching;

/// <summary>Bad on purpose: actions that don't say, or say wrongly, which request they hand to the application.</summary>
public sealed class CarelessController(IMediator mediator) : ControllerBase
{
    [HttpGet]
    [Dispatches(typeof(GetBlockQuery))]
    public async Task<bool> Right(string userId) => await mediator.Send(new GetBlockQuery(userId));

    [HttpGet]
    public async Task<bool> Forgotten(string userId) => await mediator.Send(new GetBlockQuery(userId));

    [HttpPut]
    [Dispatches(typeof(GetBlockQuery))]
    public Task Wrong(string userId) => mediator.Send(new BlockUserCommand(userId));

    [HttpDelete]
    [Dispatches(typeof(GetBlockQuery))]
    public async Task Both(string userId)
    {
        if (await mediator.Send(new GetBlockQuery(userId)))
            await mediator.Send(new BlockUserCommand(userId));
    }
}
