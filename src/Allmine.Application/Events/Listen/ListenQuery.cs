using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Events.Listen;

/// <summary>Listens to the events that concern the caller. Whoever gets the subscription disposes of it.</summary>
/// <param name="LastEventId">The position that the caller has come to before; null for now. One that can't be gone on from leads to <see cref="StreamItemKind.Reset"/>.</param>
[RequiresCaller(RequiredCaller.ActingUser)]
public sealed record ListenQuery(string? LastEventId) : IRequest<EventSubscription>;
