using Allmine.Domain.Users;

namespace Allmine.Application.Ports.Users;

/// <summary>What became of an entry of the directory.</summary>
/// <param name="Created">Whether there was none before.</param>
/// <param name="Kind">The kind that the entry has. If it is another one than was to be written, nothing was.</param>
public readonly record struct UserWrite(bool Created, UserKind Kind);
