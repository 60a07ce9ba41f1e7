using AutoMapper;

namespace Allmine.Architecture.Tests.Fixtures.Mapping;

/// <summary>Bad on purpose: mapping outside of the Api.</summary>
public sealed class CopyingProfile : Profile
{
    public CopyingProfile() => CreateMap<string, string>();
}
