namespace Allmine.Api.Http.Bodies;

/// <summary>What a body is packed in: nothing, since nothing is unpacked.</summary>
internal static class ContentCoding
{
    private const string Identity = "identity";

    public static bool IsNone(HttpRequest request)
    {
        var coding = request.Headers.ContentEncoding;
        return coding.Count == 0 || (coding.Count == 1 && Identity.Equals(coding[0], StringComparison.OrdinalIgnoreCase));
    }
}
