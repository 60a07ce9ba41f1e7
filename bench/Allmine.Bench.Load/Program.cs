using System.Runtime.InteropServices;
using Allmine.Bench.Load;
using Allmine.Bench.Load.Kill;
using Allmine.Bench.Load.Neighbour;
using Allmine.Bench.Load.Rolling;
using Allmine.Bench.Load.Suite;

const string Usage =
    """
    load   --url U[,U …] [--connections 64] [--seconds 10 | --requests N] [--warmup 5] [--chats 10000 | 1] [--keyed]
           [--invent-chats | --members N] [--verify sample|all] [--json FILE]
           [--signing-key K --issuer I --audience A]   (or Jwt__SigningKey, Jwt__Issuer, Jwt__Audience)
    embedded|start|ready|memory|mongodb|stored|credits|updates|batches|depth|events|verify|all --service DLL --limit DLL [--quick] [--rounds 3] [--seconds N] [--verify all]
           [--minutes N] [--entries N] [--svg FILE]
    initiate --set NAME --members HOST:PORT,…   (makes a replica set and waits for its primary)
    steady  --url U [--address IP] [--certificate FILE] [--rate 100] [--seconds 60] [--chats 200] [--name NAME]   (and the issuer, as load)
    rolling --service DLL [--restarts 10] [--rate 20] [--drain 00:00:05] [--minutes N]
    neighbour --service DLL [--seconds 60]
    harm   --url U --user ID --chat ID   (what neighbour starts; until it is ended)
    kill   --service DLL [--store embedded|mongodb] [--kills 10] [--longest 2.5] [--chats 500] [--seed N] [--minutes N]
    """;

try
{
    using var interrupted = new CancellationTokenSource();
    // Both, so that what was started is ended also when a script or a time limit ends this.
    using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
    using var onEnd = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
    void Interrupt(PosixSignalContext signal)
    {
        signal.Cancel = true;
        interrupted.Cancel();
    }

    return args switch
    {
        ["load", .. var rest] => await LoadCommand.RunAsync(new Arguments(rest), interrupted.Token),
        ["embedded" or "start" or "ready" or "memory" or "mongodb" or "stored" or "credits" or "updates" or "batches" or "depth" or "events" or "verify" or "all", .. var rest] =>
            await SuiteCommand.RunAsync(args[0], new Arguments(rest), interrupted.Token),
        ["initiate", .. var rest] => await InitiateCommand.RunAsync(new Arguments(rest), interrupted.Token),
        ["steady", .. var rest] => await SteadyCommand.RunAsync(new Arguments(rest), interrupted.Token),
        ["rolling", .. var rest] => await RollingCommand.RunAsync(new Arguments(rest), interrupted.Token),
        ["neighbour", .. var rest] => await NeighbourCommand.RunAsync(new Arguments(rest), interrupted.Token),
        ["harm", .. var rest] => await HarmCommand.RunAsync(new Arguments(rest), interrupted.Token),
        ["kill", .. var rest] => await KillCommand.RunAsync(new Arguments(rest), interrupted.Token),
        _ => throw new ArgumentException("Expected:\n" + Usage),
    };
}
catch (Exception exception) when (exception is BenchException or ArgumentException or HttpRequestException or OperationCanceledException)
{
    Console.Error.WriteLine(exception.Message);
    return 2;
}
