using MediatR;

namespace Allmine.Application.Tests.Behaviors;

/// <summary>A request whose author forgot to say what it demands.</summary>
internal sealed record Undeclared : IRequest<string>;
