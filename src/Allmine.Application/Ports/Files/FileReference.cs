using Allmine.Domain;
using Allmine.Domain.Users;

namespace Allmine.Application.Ports.Files;

/// <summary>A file as a sender names it: by its identifier, or by its name, which means the newest of that name.</summary>
public readonly record struct FileReference(Id<User> OwnerId, string IdOrName);
