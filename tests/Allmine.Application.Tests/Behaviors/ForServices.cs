using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Tests.Behaviors;

[Demands(Demand.Service)]
internal sealed record ForServices : IRequest<string>;
