using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;

namespace Allmine.Api.Tests.Access.Permissions;

/// <summary>Those who call and those who are called about: made once, and in every scene what they are.</summary>
internal sealed class PermissionCast
{
    private PermissionCast(Service service, IReadOnlyList<Caller> people, string system)
    {
        Service = service;
        (Owner, Second, Admin, OtherAdmin, Member, Former, Stranger, Blocked, Other) =
            (people[0], people[1], people[2], people[3], people[4], people[5], people[6], people[7], people[8]);
        Columns =
        [
            Person("owner", Owner), Person("admin", Admin), Person("member", Member), Person("former member", Former), Person("stranger", Stranger), Person("blocked", Blocked),
            new("service", service.Backend, string.Empty, IsService: true), new("service for a member", service.Backend, Member.UserId, IsService: true),
            new("service for a system user", service.Backend, system, IsService: true),
        ];
    }

    public Service Service { get; }

    public Caller Owner { get; }

    /// <summary>An owner beside the first.</summary>
    public Caller Second { get; }

    public Caller Admin { get; }

    public Caller OtherAdmin { get; }

    public Caller Member { get; }

    public Caller Former { get; }

    public Caller Stranger { get; }

    /// <summary>An admin whom those have blocked that calls are about.</summary>
    public Caller Blocked { get; }

    /// <summary>A member whom calls are about.</summary>
    public Caller Other { get; }

    /// <summary>In the order of the table.</summary>
    public IReadOnlyList<Who> Columns { get; }

    /// <summary>The direct chat of each of these with <see cref="Other"/>, and its message by the other, by the user.</summary>
    public Dictionary<string, (string ChatId, string MessageId)> Directs { get; } = [];

    public static async Task<PermissionCast> MakeAsync(Service service)
    {
        var people = new List<Caller>();
        for (var i = 0; i < 9; i++)
            people.Add(await service.NewUserAsync());
        var system = Tokens.NewId();
        (await service.Backend.PutAsync($"/api/v2/users/{system}", """{ "username": "Support", "kind": "system" }""")).Expect(HttpStatusCode.Created);
        var cast = new PermissionCast(service, people, system);
        foreach (var one in new[] { cast.Member, cast.Blocked })
        {
            var sent = (await cast.Other.SendAsync($$"""{ "type": "text", "targetUserId": "{{one.UserId}}", "content": "Hello" }""")).Expect(HttpStatusCode.Created);
            cast.Directs[one.UserId] = (sent["chatId"].GetString()!, sent["_id"].GetString()!);
        }

        (await cast.Other.SendAsync(HttpMethod.Put, $"/api/v2/blocks/{cast.Blocked.UserId}", null)).Expect(HttpStatusCode.NoContent);
        return cast;
    }

    private static Who Person(string name, Caller caller) => new(name, caller, caller.UserId);
}
