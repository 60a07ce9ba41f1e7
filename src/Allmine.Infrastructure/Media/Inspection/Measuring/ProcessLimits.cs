namespace Allmine.Infrastructure.Media.Inspection.Measuring;

/// <param name="MaxMemory">That the process may address, in bytes.</param>
/// <param name="MaxProcessorSeconds">After which it is killed.</param>
/// <param name="MaxFileBytes">Of each file that it writes; 0 for none.</param>
internal sealed record ProcessLimits(long MaxMemory, int MaxProcessorSeconds, long MaxFileBytes = 0);
