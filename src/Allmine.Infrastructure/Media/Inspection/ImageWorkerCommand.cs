namespace Allmine.Infrastructure.Media.Inspection;

/// <summary>What is started to become a worker.</summary>
/// <param name="Program">An absolute path.</param>
/// <param name="Arguments">Of the program.</param>
public sealed record ImageWorkerCommand(string Program, params IReadOnlyList<string> Arguments);
