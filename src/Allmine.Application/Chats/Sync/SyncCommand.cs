using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Chats.Sync;

/// <summary>Reads what has changed in several chats at once.</summary>
/// <param name="Chats">The chats, each with the number of the last change that is known of it, in the caller's order: 1 to 200; null if the caller has named none.</param>
[RequiresCaller(RequiredCaller.ActingUser)]
public sealed record SyncCommand(IReadOnlyList<KeyValuePair<string, long>>? Chats) : IRequest<SyncResult>
{
    /// <summary>The most chats that are asked for at once.</summary>
    public const int MaxChats = 200;

    /// <summary>The most things that are given at once, of all chats together.</summary>
    public const int MaxItems = 500;
}
