using Allmine.Domain;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.Ports.Snapshots;

/// <summary>A mention that is counted, by a message that mentions nobody.</summary>
/// <param name="UserId">Who is told of it.</param>
/// <param name="MessageId">The message.</param>
public readonly record struct StrayMention(Id<User> UserId, Id<Message> MessageId);
