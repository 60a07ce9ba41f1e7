using Allmine.Domain;
using Allmine.Domain.Media;

namespace Allmine.Application.Ports.Snapshots;

/// <summary>A file that is kept, since something carries it.</summary>
/// <param name="FileId">The file.</param>
/// <param name="Key">Of its bytes.</param>
public readonly record struct FileEntry(Id<UploadedFile> FileId, string Key);
