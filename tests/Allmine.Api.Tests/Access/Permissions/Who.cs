using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.Access.Permissions;

/// <summary>A column of the table: somebody who calls.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="Caller">With the token.</param>
/// <param name="UserId">In whose name; empty for a service alone.</param>
/// <param name="IsService">Whether a service acts for the user.</param>
internal sealed record Who(string Name, Caller Caller, string UserId, bool IsService = false)
{
    /// <summary>Calls; what can be repeated has a key of its own.</summary>
    public Task<Reply> CallAsync(string method, string path, string? body)
    {
        List<(string, string)> headers = [];
        if (method == "POST")
            headers.Add(("Idempotency-Key", Tokens.NewId()));
        if (IsService && UserId.Length > 0)
            headers.Add(("X-On-Behalf-Of", UserId));
        return Caller.SendAsync(new HttpMethod(method), path, body is null ? null : Caller.JsonBody(body), [.. headers]);
    }
}
