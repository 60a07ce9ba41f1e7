using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Tests.Behaviors;

[Demands(Demand.Nothing)]
internal sealed record ForAnybody : IRequest<string>;
