using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;

namespace Allmine.Api.Tests.Users;

/// <summary>The product as a user of its own, and what services look up, on either store.</summary>
/// <param name="service">On the store; null where that is not to be had.</param>
public abstract class SystemUserContract(Service? service)
{
    private Service Service
    {
        get
        {
            Skip.If(service is null, MongoServer.NoServer);
            return service!;
        }
    }

    [SkippableFact]
    public async Task Kind_WhenItIsWritten_ThenNeverChanges()
    {
        var (system, person) = (Tokens.NewId(), Tokens.NewId());

        Assert.Equal(
            $$"""{"_id":"{{system}}","username":"Shop","profilePhoto":null,"kind":"system"}""",
            (await PutAsync(system, """ "username": "Shop", "kind": "system" """)).Expect(HttpStatusCode.Created).Text);
        Assert.Equal("person", (await PutAsync(person, """ "username": "ayse" """)).Expect(HttpStatusCode.Created)["kind"].GetString());

        Assert.Equal("system", (await PutAsync(system, """ "username": "New shop" """)).Expect(HttpStatusCode.OK)["kind"].GetString());
        (await PutAsync(system, """ "username": "x", "kind": "person" """)).ExpectError(409, "user.kind_fixed");
        (await PutAsync(person, """ "username": "x", "kind": "system" """)).ExpectError(409, "user.kind_fixed");
        (await PutAsync(person, """ "username": "ayşe", "kind": "person" """)).Expect(HttpStatusCode.OK);
        (await PutAsync(person, """ "username": "x", "kind": "robot" """)).ExpectError(400, "validation.kind.allowed_values");
        Assert.Equal("New shop", (await Service.Backend.GetAsync($"/api/v2/users/{system}"))["username"].GetString());
    }

    [SkippableFact]
    public async Task SystemUser_WhenSomebodyHasATokenOfIt_ThenIsForbiddenAndServicesActForIt()
    {
        var (system, person) = (Tokens.NewId(), await Service.NewUserAsync());
        (await PutAsync(system, """ "username": "Shop", "kind": "system" """)).Expect(HttpStatusCode.Created);
        var body = $$"""{ "type": "text", "targetUserId": "{{person.UserId}}", "content": "Your order is on its way" }""";

        for (var i = 0; i < 2; i++)
            (await Service.User(system).SendAsync(body)).ExpectError(403, "auth.forbidden");
        var sent = (await Service.Backend.SendAsync(body, ("X-On-Behalf-Of", system))).Expect(HttpStatusCode.Created);

        Assert.Equal(system, sent["senderId"].GetString());
        var members = (await person.GetAsync("/api/v2/chats"))["items"][0].GetProperty("members").EnumerateArray();
        Assert.Equal(["person", "system"], members.Select(member => member.GetProperty("kind").GetString()).Order());
        (await person.SendAsync(HttpMethod.Put, $"/api/v2/blocks/{system}", null)).Expect(HttpStatusCode.NoContent);
        (await Service.Backend.SendAsync(body, ("X-On-Behalf-Of", system))).ExpectError(403, "chat.blocked");
    }

    [SkippableFact]
    public async Task LookUp_WhenAServiceAsks_ThenLearnsOfAUserAndWhenAPersonAsksThenDoesNot()
    {
        var user = await Service.NewUserAsync();
        var path = $"/api/v2/users/{user.UserId}";
        (await Service.Backend.PostAsync($"{path}/credits", """{ "amount": 30 }""", ("Idempotency-Key", Tokens.NewId()))).Expect(HttpStatusCode.Created);
        (await Service.Backend.PostAsync($"{path}/credits", """{ "amount": 12 }""", ("Idempotency-Key", Tokens.NewId()))).Expect(HttpStatusCode.Created);

        Assert.Equal(42, (await Service.Backend.GetAsync($"{path}/credits")).Expect(HttpStatusCode.OK)["balance"].GetInt64());
        var page = (await Service.Backend.GetAsync($"{path}/transactions?limit=1&direction=grant")).Expect(HttpStatusCode.OK);
        Assert.Equal(12, page["items"][0].GetProperty("amount").GetInt64());
        var next = (await Service.Backend.GetAsync($"{path}/transactions?limit=1&cursor={page["nextCursor"]}")).Expect(HttpStatusCode.OK);
        Assert.Equal(30, next["items"][0].GetProperty("amount").GetInt64());

        foreach (var call in new[] { "", "/credits", "/transactions" })
        {
            (await user.GetAsync(path + call)).ExpectError(403, "auth.forbidden");
            (await Service.Backend.GetAsync($"/api/v2/users/{Tokens.NewId()}{call}")).ExpectError(404, "user.not_found");
            (await Service.Backend.GetAsync($"/api/v2/users/nonsense{call}")).ExpectError(400, "validation.userId.format");
        }

        (await Service.Backend.GetAsync($"{path}/transactions?direction=up")).ExpectError(400, "validation.direction.allowed_values");
    }

    private Task<Hosting.Http.Reply> PutAsync(string id, string properties) => Service.Backend.PutAsync($"/api/v2/users/{id}", $"{{ {properties} }}");
}
