using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Microsoft.Data.Sqlite;
using MongoDB.Bson;

namespace Allmine.Api.Tests.Resets;

/// <summary>Where a database can be replaced, and which.</summary>
public sealed class ResetPlaceTests
{
    private const string Path = "/api/dev/reset";
    private const string Seeded = "64d15f9e2e6c8f4d5a111111";

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    public async Task Reset_WhenOutsideDevelopment_ThenTheRouteDoesNotExist(string environment)
    {
        using var folder = new TemporaryFolder();
        await using (var seeding = new Service(new ServiceOptions(folder.Path)))
            (await seeding.User(Seeded).GetAsync("/api/v2/chats")).Expect(HttpStatusCode.OK);
        await using var service = new Service(new ServiceOptions(folder.Path).Outside(environment));
        var seeded = service.With(new TokenParts { Subject = Seeded, Key = Tokens.OtherKey }.Sign());

        (await service.Anonymous.PostAsync(Path, "")).ExpectError(404, "route.not_found");

        (await seeded.GetAsync("/api/v2/chats")).Expect(HttpStatusCode.OK);
        Assert.DoesNotContain(Path, (await service.Anonymous.GetAsync("/openapi/v2.json")).Text, StringComparison.Ordinal);
    }

    /// <summary>Production came first: what Development finds there is somebody's.</summary>
    [Fact]
    public async Task Reset_WhenAnEmbeddedStoreWasInUseBeforeTheSeed_ThenIsRefusedAndStaysAsItIs()
    {
        using var folder = new TemporaryFolder();
        var user = Tokens.NewId();
        await using (var production = new Service(new ServiceOptions(folder.Path).Outside("Production")))
        {
            var backend = production.With(new TokenParts { Subject = Tokens.NewId(), Role = "service", Key = Tokens.OtherKey }.Sign());
            (await backend.PutAsync($"/api/v2/users/{user}", """{ "username": "somebody" }""")).Expect(HttpStatusCode.Created);
        }

        await using var service = new Service(new ServiceOptions(folder.Path));
        (await service.Anonymous.PostAsync(Path, "")).ExpectError(409, "dev.not_resettable");

        (await service.User(user).GetAsync("/api/v2/users/me")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Reset_WhenAnEmbeddedStoreHasNoMark_ThenIsRefusedAndStaysAsItIs()
    {
        using var folder = new TemporaryFolder();
        await using (var first = new Service(new ServiceOptions(folder.Path)))
            (await first.Anonymous.PostAsync(Path, "")).Expect(HttpStatusCode.NoContent);
        using (var database = new SqliteConnection($"Data Source={System.IO.Path.Combine(folder.Path, "allmine.db")};Pooling=False"))
        {
            database.Open();
            using var command = database.CreateCommand();
            command.CommandText = "PRAGMA application_id = 0";
            command.ExecuteNonQuery();
        }

        await using var service = new Service(new ServiceOptions(folder.Path));
        var user = await service.NewUserAsync();
        (await service.Anonymous.PostAsync(Path, "")).ExpectError(409, "dev.not_resettable");

        (await user.GetAsync("/api/v2/users/me")).Expect(HttpStatusCode.OK);
    }

    [SkippableFact]
    public async Task Reset_WhenADatabaseOfMongoDBHasNoMark_ThenIsRefusedAndStaysAsItIs()
    {
        await using var database = await OwnMongoDatabase.DemandAsync();
        using var folder = new TemporaryFolder();
        await using var service = new Service(new ServiceOptions(folder.Path)
        {
            Settings = new Dictionary<string, string> { ["ConnectionStrings:MongoDB"] = database.ConnectionString },
        });
        var user = await service.NewUserAsync();
        Assert.Equal(1, (await database.Database.GetCollection<BsonDocument>("meta").DeleteOneAsync(new BsonDocument("_id", "development"))).DeletedCount);

        (await service.Anonymous.PostAsync(Path, "")).ExpectError(409, "dev.not_resettable");

        (await user.GetAsync("/api/v2/users/me")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Reset_WhenTheServiceIsStartedAgain_ThenTheNewDatabaseIsThere()
    {
        using var folder = new TemporaryFolder();
        var files = 0;
        await using (var first = new Service(new ServiceOptions(folder.Path)))
        {
            files = FilesIn(folder);
            (await first.Anonymous.PostAsync(Path, "")).Expect(HttpStatusCode.NoContent);
            (await first.Anonymous.PostAsync(Path, "")).Expect(HttpStatusCode.NoContent);
            // The photo's, and nothing that is left of the ones before.
            Assert.Equal(files, FilesIn(folder));
        }

        await using var second = new Service(new ServiceOptions(folder.Path));
        Assert.Equal(100, (await second.User(Seeded).GetAsync("/api/v2/users/me/credits"))["balance"].GetInt32());
        Assert.Equal(files, FilesIn(folder));
        (await second.Anonymous.PostAsync(Path, "")).Expect(HttpStatusCode.NoContent);
    }

    private static int FilesIn(TemporaryFolder folder) => Directory.GetFiles(System.IO.Path.Combine(folder.Path, "media"), "*", SearchOption.AllDirectories).Length;
}
