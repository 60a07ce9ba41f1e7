using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Tests.Behaviors;

[RequiresCaller(RequiredCaller.Service)]
internal sealed record ForServices : IRequest<string>;
