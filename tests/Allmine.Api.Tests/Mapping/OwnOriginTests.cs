using Allmine.Api.Configuration;
using Allmine.Api.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Moq;

namespace Allmine.Api.Tests.Mapping;

public sealed class OwnOriginTests
{
    [Theory]
    [InlineData("http://localhost:5080", "http://localhost:5080")]
    [InlineData("http://127.0.0.1:40001", "http://127.0.0.1:40001")]
    [InlineData("http://[::1]:5080", "http://[::1]:5080")]
    [InlineData("https://[::]:5081", "https://localhost:5081")]
    [InlineData("http://0.0.0.0:80", "http://localhost:80")]
    [InlineData("http://+:5080", "http://localhost:5080")]
    [InlineData("http://*:5080", "http://localhost:5080")]
    [InlineData("http://unix:/tmp/allmine.sock", "")]
    [InlineData(null, "")]
    public void Address_WhenNoHostIsNamed_ThenIsWhereTheServiceListens(string? listening, string expected) => Assert.Equal(expected, Of(listening));

    [Theory]
    [InlineData("https://api.example.com", "api.example.com", "files.example.com")]
    [InlineData("https://[2001:db8::1]", "2001:db8::1")]
    public void Address_WhenHostsAreNamed_ThenIsTheFirstOfThem(string expected, params string[] hosts) => Assert.Equal(expected, Of("http://10.0.0.1:8080", hosts));

    private static string Of(string? listening, params string[] hosts)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(hosts.Select((host, i) => KeyValuePair.Create($"Hosts:Allowed:{i}", (string?)host))).Build();
        var environment = Mock.Of<IHostEnvironment>(environment => environment.EnvironmentName == Environments.Development && environment.ContentRootPath == "/");
        var features = new FeatureCollection();
        var addresses = Mock.Of<IServerAddressesFeature>(feature => feature.Addresses == (listening == null ? new List<string>() : new List<string> { listening }));
        features.Set(addresses);
        return new OwnOrigin(AllmineSettings.Read(configuration, environment), Mock.Of<IServer>(server => server.Features == features)).Address;
    }
}
