namespace Allmine.Infrastructure.Tests.Media.Inspection;

/// <summary>A folder for one test, deleted after it.</summary>
internal sealed class WorkFolder : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("allmine-inspection-").FullName;

    public string NewPath() => Path.Combine(path, Guid.NewGuid().ToString("N"));

    public string Write(byte[] content)
    {
        var file = NewPath();
        File.WriteAllBytes(file, content);
        return file;
    }

    public int Files() => Directory.GetFiles(path).Length;

    public void Dispose() => Directory.Delete(path, recursive: true);
}
