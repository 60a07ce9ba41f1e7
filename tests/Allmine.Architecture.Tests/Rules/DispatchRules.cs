using System.Reflection;
using System.Runtime.CompilerServices;
using Allmine.Api.Http;
using MediatR;
using Microsoft.AspNetCore.Mvc.Routing;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Allmine.Architecture.Tests.Rules;

/// <summary>What actions say they hand to the application: the caller is checked by it before the body is read.</summary>
internal static class DispatchRules
{
    /// <summary>Each action declares the one request that it makes, or none if it makes none.</summary>
    public static Finding AreDeclared(Assembly assembly, string @namespace)
    {
        using var read = AssemblyDefinition.ReadAssembly(assembly.Location);
        var actions = assembly.GetTypes().Where(type => type.Namespace == @namespace).SelectMany(type => type.GetMethods())
            .Where(method => method.GetCustomAttributes<HttpMethodAttribute>().Any())
            .ToList();
        return new Finding([.. actions.Select(NameOf)], [.. actions.Where(action => !Holds(action)).Select(NameOf)]);

        bool Holds(MethodInfo action)
        {
            string[] declared = action.GetCustomAttribute<DispatchesAttribute>() is { } attribute ? [attribute.Request.FullName!] : [];
            return MadeBy(action, read.MainModule).Distinct().SequenceEqual(declared);
        }
    }

    private static string NameOf(MethodInfo action) => $"{action.DeclaringType!.Name}.{action.Name}";

    /// <summary>The requests that the action's own code makes, or has made for it, in the method or in the state machine that it is compiled into.</summary>
    private static IEnumerable<string> MadeBy(MethodInfo action, ModuleDefinition module)
    {
        var code = action.GetCustomAttribute<AsyncStateMachineAttribute>()?.StateMachineType;
        var body = code is null
            ? module.LookupToken(action.MetadataToken) as MethodDefinition
            : ((TypeDefinition)module.LookupToken(code.MetadataToken)).Methods.Single(method => method.Name == "MoveNext");
        return body!.Body.Instructions
            .Select(instruction => (instruction.OpCode.Code, Method: instruction.Operand as MethodReference))
            .Select(call => call.Code switch
            {
                Code.Newobj => call.Method!.DeclaringType.FullName,
                Code.Call or Code.Callvirt => call.Method!.ReturnType.FullName,
                _ => string.Empty,
            })
            .Where(name => name.Length > 0 && IsRequest(name));
    }

    private static bool IsRequest(string name) =>
        Layers.Application.GetType(name) is { } type && type.GetInterfaces().Any(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IRequest<>));
}
