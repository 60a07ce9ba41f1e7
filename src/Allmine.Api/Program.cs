using Allmine.Api;
using Allmine.Api.Commands;
using Allmine.Api.Development;
using Allmine.Api.Logging;
using Allmine.Application.Ports.Store;
using Allmine.Infrastructure.Media.Inspection.Images.Workers;

if (args is [ImageWorker.Command])
    return ImageWorker.Run(Console.OpenStandardInput(), Console.OpenStandardOutput());

try
{
    if (CommandLine.TryAnswer(args, Console.Out))
        return 0;
    if (CommandLine.CommandIn(args) is { } command)
    {
        return command switch
        {
            VerifyLedger.Name => await VerifyLedger.RunAsync(args[1..], Console.Out, Console.Error),
            RenewPositions.Name => await RenewPositions.RunAsync(args[1..], Console.Out),
            _ => CommandLine.Refuse(command, Console.Error),
        };
    }

    await using var app = AllmineApplication.Build(args);
    StartLog.Begin(app);
    var start = app.Services.GetRequiredService<StoreStart>();
    foreach (var store in app.Services.GetServices<IStoreInitializer>())
        await start.DoAsync(store.InitializeAsync, CancellationToken.None);
    if (app.Environment.IsDevelopment())
        await start.DoAsync(_ => DevelopmentStart.SeedAsync(app), CancellationToken.None);
    await app.StartAsync();
    StartLog.Listening(app);
    if (app.Environment.IsDevelopment())
        DevelopmentStart.PrintFirstSteps(app, Console.Out);
    await app.WaitForShutdownAsync();
    return 0;
}
catch (Exception exception) when (StartFailure.SentenceFor(exception) is { } sentence)
{
    await Console.Error.WriteLineAsync(sentence);
    return 1;
}
