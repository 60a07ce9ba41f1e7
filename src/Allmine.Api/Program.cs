using Allmine.Api;
using Allmine.Api.Commands;
using Allmine.Api.Development;
using Allmine.Api.OpenApi;
using Allmine.Application.Abstractions;

NSwagAssemblyResolver.Register();
try
{
    if (CommandLine.CommandIn(args) is { } command)
        return command == VerifyLedger.Name ? await VerifyLedger.RunAsync(args[1..], Console.Out, Console.Error) : CommandLine.Refuse(command, Console.Error);

    await using var app = AllmineApplication.Build(args);
    foreach (var store in app.Services.GetServices<IStoreInitializer>())
        await store.InitializeAsync(CancellationToken.None);
    if (app.Environment.IsDevelopment())
        await DevelopmentStart.SeedAsync(app);
    await app.StartAsync();
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
