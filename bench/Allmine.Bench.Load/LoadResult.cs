namespace Allmine.Bench.Load;

/// <summary>A report, and every acknowledged message behind it.</summary>
internal sealed record LoadResult(LoadReport Report, IReadOnlyList<Acknowledged> Acknowledged);
