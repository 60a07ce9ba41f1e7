using Allmine.Application.Ports.Idempotency;

namespace Allmine.Infrastructure;

/// <summary>Where the embedded store keeps its data, and for how long.</summary>
public sealed class EmbeddedStoreOptions
{
    /// <summary>The setting that <see cref="Path"/> comes from, as it is named to the operator.</summary>
    public const string PathSetting = "Embedded:Path";

    private readonly TimeSpan outcomeRetention = TimeSpan.FromDays(30);

    /// <summary>The folder of the database and of the files; a relative one is taken from the working directory.</summary>
    public required string Path { get; init; }

    /// <summary>For how long an idempotency key is remembered: at least <see cref="IdempotencyRecord.LeastRetention"/>.</summary>
    public TimeSpan OutcomeRetention
    {
        get => outcomeRetention;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, IdempotencyRecord.LeastRetention);
            outcomeRetention = value;
        }
    }

    internal string Folder => System.IO.Path.GetFullPath(Path);

    internal string MediaFolder => System.IO.Path.Combine(Folder, "media");

    /// <summary>For uploads, when the files end up elsewhere.</summary>
    internal string SpoolFolder => System.IO.Path.Combine(Folder, "spool");
}
