using System.Security.Cryptography;
using System.Text;
using NSwag.Generation;

namespace Allmine.Api.OpenApi;

/// <summary>The OpenAPI document as it is served. It is made once, by the first who asks, and is the same for everybody.</summary>
internal sealed class OpenApiDocumentSource(IOpenApiDocumentGenerator generator)
{
    // On a thread of its own: making it takes a second, and whoever asks meanwhile is to wait without holding one.
    private readonly Lazy<Task<(byte[] Json, string ETag)>> document = new(() => Task.Run(async () =>
    {
        var made = await generator.GenerateAsync(OpenApiSetup.DocumentName);
        var json = Encoding.UTF8.GetBytes(made.ToJson());
        return (json, $"\"{Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, 16))}\"");
    }));

    /// <summary>The document in UTF-8, and what <c>ETag</c> says of it.</summary>
    public Task<(byte[] Json, string ETag)> ReadAsync() => document.Value;
}
