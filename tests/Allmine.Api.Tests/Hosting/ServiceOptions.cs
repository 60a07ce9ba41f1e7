using Allmine.Api.Configuration;
using Allmine.Api.Tests.Hosting.Callers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Allmine.Api.Tests.Hosting;

/// <summary>How a service under test differs from one that a developer starts.</summary>
/// <param name="Folder">Where its embedded store is.</param>
public sealed record ServiceOptions(string Folder)
{
    public string Environment { get; init; } = Environments.Development;

    /// <summary>Settings, with <c>:</c> between section and name.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Whether it warms up, as every service of an operator does: for the tests of just that. It takes longer than most tests, and
    /// nothing else depends on it.
    /// </summary>
    public bool WarmsUp { get; init; }

    /// <summary>Puts something else in a port's place.</summary>
    public Action<IServiceCollection>? Replace { get; init; }

    /// <summary>What a service outside Development must be told: all of it good.</summary>
    public ServiceOptions Outside(string environment) => this with
    {
        Environment = environment,
        Settings = new Dictionary<string, string>(Settings)
        {
            ["Store"] = "embedded",
            ["Hosts:Allowed:0"] = "localhost",
            ["Hosts:Allowed:1"] = "127.0.0.1",
            ["Jwt:SigningKey"] = Tokens.OtherKey,
            ["Jwt:Issuer"] = JwtSettings.DevelopmentIssuer,
            ["Jwt:Audience"] = JwtSettings.DevelopmentAudience,
        },
    };
}
