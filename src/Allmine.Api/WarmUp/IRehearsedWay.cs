namespace Allmine.Api.WarmUp;

/// <summary>A way for the requests of the warm-up into the service.</summary>
internal interface IRehearsedWay
{
    /// <returns>The status and the body of the answer.</returns>
    Task<(int Status, string Body)> SendAsync(RehearsedRequest request, CancellationToken cancellationToken);
}
