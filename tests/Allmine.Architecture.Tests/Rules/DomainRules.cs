using System.Reflection;
using System.Runtime.CompilerServices;

namespace Allmine.Architecture.Tests.Rules;

/// <summary>What keeps the domain's types from being made wrong, or made wrong later.</summary>
internal static class DomainRules
{
    private const BindingFlags Public = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Nobody outside changes a property or a field. A setter for initialisation alone changes nothing.</summary>
    public static Finding CanNotBeChangedFromOutside(IReadOnlyCollection<Type> types)
    {
        var visible = types.Where(type => type.IsVisible).ToList();
        var properties = visible.SelectMany(type => type.GetProperties(Public)).ToList();
        var settable = properties.Where(property => property.SetMethod is { IsPublic: true } setter && !IsInitOnly(setter));
        var fields = visible.Where(type => !type.IsEnum).SelectMany(type => type.GetFields(Public)).Where(field => !field.IsInitOnly && !field.IsLiteral);
        return new Finding([.. properties.Select(Name)], [.. settable.Concat<MemberInfo>(fields).Select(Name)]);
    }

    /// <summary>No class can be made out of nothing: what it needs, its constructor or factory asks for. Exceptions are no exception.</summary>
    public static Finding AreNotMadeOutOfNothing(IReadOnlyCollection<Type> types)
    {
        var classes = types.Where(type => type is { IsVisible: true, IsClass: true } && !(type.IsAbstract && type.IsSealed)).ToList();
        return new Finding(
            [.. classes.Select(type => type.Name)],
            [.. classes.Where(type => type.GetConstructor(Type.EmptyTypes) is not null).Select(type => type.Name)]);
    }

    private static bool IsInitOnly(MethodInfo setter) => setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static string Name(MemberInfo member) => $"{member.DeclaringType!.Name}.{member.Name}";
}
