using Allmine.Application.Authorization;
using Allmine.Application.Ports;
using Allmine.Domain;
using Allmine.Domain.Users;
using Moq;

namespace Allmine.Application.Tests.Fakes;

/// <summary>Those who may call.</summary>
internal static class Callers
{
    public static ICaller Anonymous => Of(CallerRole.Anonymous, null, null);

    public static ICaller Person(Id<User> id, Id<User>? onBehalfOf = null) => Of(CallerRole.User, id, onBehalfOf);

    public static ICaller Service(Id<User>? onBehalfOf = null) => Of(CallerRole.Service, Samples.Backend, onBehalfOf);

    private static ICaller Of(CallerRole role, Id<User>? subject, Id<User>? onBehalfOf) => Mock.Of<ICaller>(caller =>
        caller.Role == role && caller.Subject == subject && caller.OnBehalfOf == onBehalfOf);
}
