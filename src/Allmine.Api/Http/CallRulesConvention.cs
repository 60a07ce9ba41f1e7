using Allmine.Application.Authorization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Allmine.Api.Http;

/// <summary>Gives each action its <see cref="CallRules"/>, from its attributes and parameters.</summary>
/// <exception cref="InvalidOperationException">An action that is not open to everybody does not say what it dispatches.</exception>
internal sealed class CallRulesConvention : IActionModelConvention
{
    private const string ApiPrefix = "api/";

    public void Apply(ActionModel action)
    {
        var dispatched = action.Attributes.OfType<DispatchesAttribute>().SingleOrDefault();
        if (dispatched is null && !action.Controller.Attributes.OfType<IAllowAnonymous>().Any())
            throw new InvalidOperationException($"{action.DisplayName} needs [Dispatches]: its caller could not be checked before the body is read.");
        var rules = new CallRules(dispatched is null ? null : RequestRequirement.Of(dispatched.Request), IsOfApi(action) ? QueriesOf(action) : null);
        foreach (var selector in action.Selectors)
            selector.EndpointMetadata.Add(rules);
    }

    private static bool IsOfApi(ActionModel action) => action.Controller.Selectors.Any(selector =>
        selector.AttributeRouteModel?.Template?.StartsWith(ApiPrefix, StringComparison.OrdinalIgnoreCase) == true);

    private static string[] QueriesOf(ActionModel action) =>
    [
        .. action.Parameters
            .Where(parameter => parameter.BindingInfo?.BindingSource == BindingSource.Query)
            .Select(parameter => parameter.BindingInfo!.BinderModelName ?? parameter.ParameterName),
    ];
}
