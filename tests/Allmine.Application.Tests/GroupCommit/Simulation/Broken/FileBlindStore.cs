using Allmine.Domain;
using Allmine.Domain.Media;

namespace Allmine.Application.Tests.GroupCommit.Simulation.Broken;

/// <summary>Binds a file whether or not it is still there.</summary>
internal sealed class FileBlindStore : InMemoryStore
{
    protected override bool MayBind(Id<UploadedFile> id) => true;
}
