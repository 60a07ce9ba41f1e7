using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Tests.Behaviors;

[Demands(Demand.ActingUser)]
internal record ForUsers(string? Text) : IRequest<string>;
