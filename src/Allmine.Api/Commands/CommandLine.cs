namespace Allmine.Api.Commands;

/// <summary>What the program is to do, if it is not to serve: the first argument, where that is a word of its own and no setting.</summary>
internal static class CommandLine
{
    private const string Help = $"""
        Allmine, a message service.

          Allmine.Api [--Setting:Name=value ...]   starts the service
          Allmine.Api {VerifyLedger.Name}              verifies the ledger, the numbers and the keys of the whole store, and changes nothing
          Allmine.Api {RenewPositions.Name}            voids each position of an event that clients hold: a step of every restore, before the service is started
          Allmine.Api --version                    tells the version
          Allmine.Api --help                       tells this

        Settings come from appsettings.json, from the environment (Jwt__SigningKey for Jwt:SigningKey) and from the command line.
        Each one is checked at the start. README.md lists them all.
        """;

    /// <summary>The command; null where the service is to be started. Settings begin with a dash or a slash, or have a <c>=</c> in them.</summary>
    public static string? CommandIn(string[] args) =>
        args is [var first, ..] && first is not ['-' or '/', ..] && !first.Contains('=', StringComparison.Ordinal) ? first : null;

    /// <summary>Answers <c>--version</c> and <c>--help</c>.</summary>
    /// <returns>Whether one of them was asked for.</returns>
    public static bool TryAnswer(string[] args, TextWriter output)
    {
        if (args is ["--version"])
            output.WriteLine($"Allmine {ProgramVersion.Text}");
        else if (args is ["--help" or "-h" or "-?"])
            output.WriteLine(Help);
        else
            return false;
        return true;
    }

    /// <summary>Says that there is no such command.</summary>
    /// <returns>The exit code.</returns>
    public static int Refuse(string command, TextWriter errors)
    {
        errors.WriteLine($"Allmine can't start: there is no command \"{command}\"; those that there are: {VerifyLedger.Name}, {RenewPositions.Name}.");
        return 1;
    }
}
