using Allmine.Api.Tests.Hosting;
using AutoMapper;
using Microsoft.Extensions.DependencyInjection;

namespace Allmine.Api.Tests.Mapping;

public sealed class MappingTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    [Fact]
    public void Maps_WhenConfigured_ThenLeaveNoPropertyOut() =>
        fixture.Service.Services.GetRequiredService<IMapper>().ConfigurationProvider.AssertConfigurationIsValid();
}
