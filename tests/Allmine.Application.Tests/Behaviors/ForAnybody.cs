using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Tests.Behaviors;

[RequiresCaller(RequiredCaller.Nothing)]
internal sealed record ForAnybody : IRequest<string>;
