using System.Net;
using Allmine.Api.Tests.Events;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Processes;

namespace Allmine.Api.Tests.Backups;

/// <summary>The command <c>renew-positions</c>, as an operator runs it.</summary>
public sealed class RenewPositionsTests
{
    private const string User = "64d15f9e2e6c8f4d5a111111";

    private static readonly string[] Command = ["renew-positions"];

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Renew_WhenTheServiceHasEnded_ThenPositionsOfBeforeGetAResetWhichTheyDidNotAfterAStartAlone(bool onMongo)
    {
        using var folder = new TemporaryFolder();
        await using var database = onMongo ? await OwnMongoDatabase.DemandAsync() : null;
        (string, string?)[] settings = database is null ? [] : [("ConnectionStrings__MongoDB", database.ConnectionString)];
        string position;
        await using (var service = await ServiceProcess.StartAsync(folder.Path, settings))
        {
            await using (var stream = await EventListening.OpenAsync(service.Address, Tokens.ForUser(User)))
            {
                await stream.NextAsync();
                position = stream.LastId!;
            }

            await EndAsync(service);
        }

        Assert.Equal("message.created", await FirstAfterAsync(position));
        var (exitCode, output, errors) = await ServiceProcess.CommandAsync(Command, folder.Path, settings);
        Assert.Equal((0, "Each position of an event that clients hold is void: the next time, they get a reset.\n", ""), (exitCode, output[output.IndexOf("Each", StringComparison.Ordinal)..], errors));
        Assert.Equal("reset", await FirstAfterAsync(position));

        async Task<string?> FirstAfterAsync(string lastId)
        {
            await using var service = await ServiceProcess.StartAsync(folder.Path, settings);
            await using var stream = await EventListening.OpenAsync(service.Address, Tokens.ForUser(User), lastId);
            using var http = new HttpClient { BaseAddress = service.Address };
            (await new Caller(http, Tokens.ForUser("64d15f9e2e6c8f4d5a654321")).SendAsync($$"""{ "type": "text", "targetUserId": "{{User}}", "content": "x" }""")).Expect(HttpStatusCode.Created);
            var name = (await stream.NextEventAsync()).Name;
            await EndAsync(service);
            return name;
        }
    }

    [Fact]
    public async Task Renew_WhenTheFolderIsInUse_ThenSaysSoAndChangesNothing()
    {
        using var folder = new TemporaryFolder();
        await using var service = await ServiceProcess.StartAsync(folder.Path);

        var (exitCode, _, errors) = await ServiceProcess.CommandAsync(Command, folder.Path);

        Assert.Equal(1, exitCode);
        Assert.Contains("is in use by another process", errors, StringComparison.Ordinal);
    }

    private static async Task EndAsync(ServiceProcess service)
    {
        await service.TerminateAsync();
        Assert.Equal(0, await service.EndAsync());
    }
}
