using Allmine.Domain;
using Allmine.Domain.Users;

namespace Allmine.Application.Ports.Files;

/// <summary>A file as a sender names it: by its identifier, or by its name, which means the newest of that name; a name composed and the same one decomposed (Unicode's forms NFC and NFD) are one.</summary>
public readonly record struct FileReference(Id<User> OwnerId, string IdOrName);
