namespace Allmine.Api.Commands;

/// <summary>What the program is to do, if it is not to serve: the first argument, where that is a word of its own and no setting.</summary>
internal static class CommandLine
{
    /// <summary>The command; null where the service is to be started. Settings begin with a dash or a slash, or have a <c>=</c> in them.</summary>
    public static string? CommandIn(string[] args) =>
        args is [var first, ..] && first is not ['-' or '/', ..] && !first.Contains('=', StringComparison.Ordinal) ? first : null;

    /// <summary>Says that there is no such command.</summary>
    /// <returns>The exit code.</returns>
    public static int Refuse(string command, TextWriter errors)
    {
        errors.WriteLine($"Allmine can't start: there is no command \"{command}\"; the only one is {VerifyLedger.Name}.");
        return 1;
    }
}
