using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Tests.Behaviors;

[RequiresCaller(RequiredCaller.ActingUserOrService)]
internal sealed record ForReaders : IRequest<string>;
