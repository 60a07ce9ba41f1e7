using System.Reflection;
using Allmine.Application.Authorization;
using FluentValidation;
using MediatR;

namespace Allmine.Architecture.Tests.Rules;

/// <summary>What belongs to every request.</summary>
internal static class RequestRules
{
    /// <summary>Every request has one handler, one validator and one demand on its caller.</summary>
    public static Finding AreComplete(IReadOnlyCollection<Type> types)
    {
        var requests = types.Where(IsRequest).ToList();
        var handled = Arguments(types, typeof(IRequestHandler<,>));
        var validated = Arguments(types, typeof(IValidator<>));
        return new Finding([.. requests.Select(request => request.Name)], [.. requests.SelectMany(Violations)]);

        IEnumerable<string> Violations(Type request)
        {
            if (handled.Count(type => type == request) is not 1 and var handlers)
                yield return $"{request.Name}: {handlers} handlers";
            if (validated.Count(type => type == request) is not 1 and var validators)
                yield return $"{request.Name}: {validators} validators";
            if (request.GetCustomAttributes<RequiresCallerAttribute>(inherit: false).Count() is not 1 and var demands)
                yield return $"{request.Name}: {demands} demands";
        }
    }

    /// <summary>Handlers, validators and behaviors are reached through the pipeline, and by nobody else.</summary>
    public static Finding AreInternalAndSealed(IReadOnlyCollection<Type> types)
    {
        Type[] contracts = [typeof(IRequestHandler<,>), typeof(IValidator<>), typeof(IPipelineBehavior<,>)];
        var parts = types.Where(type => !type.IsAbstract && contracts.Any(contract => Implements(type, contract))).ToList();
        return new Finding([.. parts.Select(part => part.Name)], [.. parts.Where(part => part.IsVisible || !part.IsSealed).Select(part => part.Name)]);
    }

    private static bool IsRequest(Type type) => !type.IsAbstract && Implements(type, typeof(IRequest<>));

    private static bool Implements(Type type, Type openInterface) => Contracts(type, openInterface).Any();

    private static List<Type> Arguments(IEnumerable<Type> types, Type openInterface) =>
        [.. types.Where(type => !type.IsAbstract).SelectMany(type => Contracts(type, openInterface)).Select(contract => contract.GetGenericArguments()[0])];

    private static IEnumerable<Type> Contracts(Type type, Type openInterface) =>
        type.GetInterfaces().Where(contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == openInterface);
}
