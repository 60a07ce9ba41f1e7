using Allmine.Api.Controllers;
using Microsoft.AspNetCore.Mvc.ApplicationModels;

namespace Allmine.Api.Http;

/// <summary>Takes the helps for development out of the application, route and documentation, wherever they don't belong.</summary>
internal sealed class DevelopmentOnly(bool isDevelopment) : IApplicationModelConvention
{
    public void Apply(ApplicationModel application)
    {
        if (!isDevelopment)
            application.Controllers.Remove(application.Controllers.Single(controller => controller.ControllerType == typeof(DevelopmentController)));
    }
}
