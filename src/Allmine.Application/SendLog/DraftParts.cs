using Allmine.Domain;
using Allmine.Domain.Media;
using Allmine.Domain.Users;

namespace Allmine.Application.SendLog;

/// <summary>What a round finds out for a draft.</summary>
/// <param name="File">What the file named or uploaded turned out to be.</param>
/// <param name="RecipientId">Who gets the credits of a transfer.</param>
public readonly record struct DraftParts(MediaContent? File, Id<User>? RecipientId = null);
