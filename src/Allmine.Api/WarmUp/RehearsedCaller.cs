using System.Security.Claims;
using System.Text;
using System.Text.Json;
using Allmine.Api.Auth;
using Allmine.Api.Configuration;
using Allmine.Api.Http;
using Allmine.Application.Authorization;
using Allmine.Domain;
using Allmine.Domain.Users;
using MediatR;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http.Features;

namespace Allmine.Api.WarmUp;

/// <summary>
/// Calls the service from inside, past the server: the requests pass every middleware, the routes, the controllers and the
/// formatters, and then a mediator that knows no store.
/// </summary>
internal sealed class RehearsedCaller(
    PipelineEntry entry, IHttpContextFactory contexts, IServiceScopeFactory scopes, IMediator mediator, JwtSettings jwt, DevelopmentTokens tokens, CancellationToken ending)
{
    /// <param name="caller">In whose name. Where tokens come from an authority there is none to show.</param>
    /// <param name="role">The caller's.</param>
    /// <param name="method">Of HTTP.</param>
    /// <param name="address">Path and query.</param>
    /// <param name="expected">The status of the answer.</param>
    /// <param name="body">Of the request, if it has one.</param>
    /// <param name="key">The idempotency key, if there is one.</param>
    /// <param name="contentType">Of the body.</param>
    /// <returns>The body of the answer.</returns>
    /// <exception cref="InvalidOperationException">The answer has another status.</exception>
    public async Task<JsonElement> CallAsync(
        Id<User> caller, CallerRole role, string method, string address, int expected, byte[]? body = null, string? key = null, string contentType = "application/json")
    {
        var (path, query) = address.Split('?') is [var first, var second] ? (first, $"?{second}") : (address, "");
        using var requestBody = new MemoryStream(body ?? []);
        using var answer = new MemoryStream();
        var request = new HttpRequestFeature
        {
            Protocol = HttpProtocol.Http11,
            Scheme = Uri.UriSchemeHttp,
            Method = method,
            Path = path,
            QueryString = query,
            Body = requestBody,
        };
        request.Headers.Host = "localhost";
        if (body is not null)
            (request.Headers.ContentType, request.Headers.ContentLength) = (contentType, body.Length);
        if (key is not null)
            request.Headers[ApiHeaders.IdempotencyKey] = key;
        if (jwt.SigningKey is not null)
            request.Headers.Authorization = $"{JwtBearerDefaults.AuthenticationScheme} {tokens.Issue(caller, RoleName(role)).Token}";

        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(request);
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(answer));
        await using var scope = scopes.CreateAsyncScope();
        var context = contexts.Create(features);
        try
        {
            context.RequestServices = new StandInServices(scope.ServiceProvider, mediator);
            context.RequestAborted = ending;
            if (jwt.SigningKey is null)
                context.User = new ClaimsPrincipal(new BearerIdentity(new TokenClaims(caller, role), JwtBearerDefaults.AuthenticationScheme, DateTime.MaxValue));
            await entry.Pipeline(context);
            await context.Response.CompleteAsync();
            var text = Encoding.UTF8.GetString(answer.ToArray());
            return context.Response.StatusCode == expected
                ? JsonSerializer.Deserialize<JsonElement>(text)
                : throw new InvalidOperationException($"{method} {address} was answered with {context.Response.StatusCode}: {text}");
        }
        finally
        {
            contexts.Dispose(context);
        }
    }

    private static string RoleName(CallerRole role) => role == CallerRole.Service ? TokenClaims.ServiceRole : TokenClaims.UserRole;
}
