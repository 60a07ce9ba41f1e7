using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Tests.Behaviors;

[RequiresCaller(RequiredCaller.ActingUser)]
internal record ForUsers(string? Text) : IRequest<string>;
