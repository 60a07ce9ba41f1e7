using Allmine.Api.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace Allmine.Api.Tests.Errors;

/// <summary>Callers who have hung up.</summary>
public sealed class ErrorMiddlewareTests
{
    [Theory]
    [InlineData(true, 200)]
    [InlineData(false, 499)]
    public async Task Answer_WhenTheCallerHangsUp_ThenIsNoFailureWhetherOrNotItHasBegun(bool hasBegun, int status)
    {
        var response = new Mock<IHttpResponseFeature>();
        response.SetupProperty(feature => feature.StatusCode, 200);
        response.Setup(feature => feature.HasStarted).Returns(hasBegun);
        if (hasBegun)
            response.SetupSet(feature => feature.StatusCode = It.IsAny<int>()).Throws(new InvalidOperationException("The status can't be set any more."));
        var context = new DefaultHttpContext { RequestAborted = new CancellationToken(canceled: true) };
        context.Features.Set(response.Object);
        var middleware = new ErrorMiddleware(
            aborted => Task.FromException(new OperationCanceledException(aborted.RequestAborted)), NullLogger<ErrorMiddleware>.Instance);

        await middleware.InvokeAsync(context);

        Assert.Equal(status, context.Response.StatusCode);
    }
}
