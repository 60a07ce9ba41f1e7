using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.Access.Permissions;

/// <summary>What each may do with a chat and its messages, call by call, on either store.</summary>
/// <param name="service">On the store; null where that is not to be had.</param>
public abstract class PermissionContract(Service? service)
{
    private const string Base = "/api/v2";

    /// <summary>Those that concern no chat, or what is the caller's own alone.</summary>
    private static readonly string[] OfNoChat =
    [
        "GET /messages/outcome", "GET /messages/batch/outcome", "GET /events", "POST /files", "GET /blocks", "GET /blocks/{userId}", "PUT /blocks/{userId}", "DELETE /blocks/{userId}",
        "GET /users/me", "GET /users/me/credits", "GET /users/me/transactions", "GET /users/{userId}", "PUT /users/{userId}", "GET /users/{userId}/credits",
        "POST /users/{userId}/credits", "GET /users/{userId}/transactions",
        "GET /feed", "GET /feed/stream", "GET /webhooks", "GET /webhooks/{name}", "PUT /webhooks/{name}", "DELETE /webhooks/{name}", "POST /webhooks/{name}/rotate", "POST /webhooks/{name}/test",
        "POST /webhooks/{name}/replay", "GET /webhooks/{name}/deliveries", "POST /webhooks/{name}/deliveries/{deliveryId}/retry",
    ];

    private Service Service
    {
        get
        {
            Skip.If(service is null, MongoServer.NoServer);
            return service!;
        }
    }

    /// <summary>All cells are tried before the test says which were not as they are to be.</summary>
    [SkippableFact]
    public async Task Calls_WhenEachMakesThem_ThenAreAnsweredAsTheTableSays()
    {
        var cast = await PermissionCast.MakeAsync(Service);
        var scene = await PermissionScene.MakeAsync(cast);
        var (rows, wrong) = (new List<(string, IReadOnlyList<string>)>(), new List<string>());
        foreach (var row in PermissionRows.All)
        {
            Assert.Equal(cast.Columns.Count, row.Cells.Length);
            var cells = new List<string>();
            foreach (var (who, wanted) in cast.Columns.Zip(row.Cells))
            {
                var cell = wanted == PermissionRows.None ? wanted : await CallAsync(scene, row, who);
                cells.Add(cell);
                if (cell != wanted)
                    wrong.Add($"{row.Label}, {who.Name}: {cell} in place of {wanted}");
                if (row.Spoils && cell[0] == '2')
                    scene = await PermissionScene.MakeAsync(cast);
            }

            rows.Add((row.Label, cells));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        await RepositoryFile.AssertIsAsync(PermissionDocument.Of(cast.Columns.Select(who => who.Name), rows), "docs", PermissionDocument.Path);
    }

    /// <summary>A new call comes into the table, or among those that concern no chat.</summary>
    [SkippableFact]
    public async Task Operations_WhenComparedWithTheDocument_ThenEachIsInTheTableOrConcernsNoChat()
    {
        var paths = (await Service.Anonymous.GetAsync("/openapi/v2.json")).Expect(HttpStatusCode.OK)["paths"];
        var operations = paths.EnumerateObject().Where(path => path.Name.StartsWith(Base, StringComparison.Ordinal)).SelectMany(
            path => path.Value.EnumerateObject().Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name[Base.Length..].Split('#')[0]}"));

        Assert.Equal(PermissionRows.All.Select(row => row.Operation).Concat(OfNoChat).Distinct().Order(), operations.Distinct().Order());
    }

    private static async Task<string> CallAsync(PermissionScene scene, PermissionRow row, Who who)
    {
        var body = row.Body is null ? null : await scene.NameAsync(row.Body, who);
        var reply = await who.CallAsync(row.Method, Base + await scene.NameAsync(row.Path, who), body);
        var status = (int)reply.Status;
        return status >= 400 ? $"{status} {string.Join(' ', reply.ExpectError(status, [.. reply.Codes]).Codes)}" : IsLeftOut(row, reply) ? $"{status}, left out" : $"{status}";
    }

    /// <summary>Whether what was asked for is not shown.</summary>
    private static bool IsLeftOut(PermissionRow row, Reply reply) => row.Operation switch
    {
        "POST /sync" => reply["chats"].GetArrayLength() == 0,
        "GET /messages" => reply["items"].GetArrayLength() == 0,
        _ => false,
    };
}
