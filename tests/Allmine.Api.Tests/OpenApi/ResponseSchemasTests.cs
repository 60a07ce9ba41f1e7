using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.OpenApi;

public sealed class ResponseSchemasTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    [Theory]
    [InlineData("MessageResponse", "type", "text", "media", "credit_transfer", "system", "unreadable")]
    [InlineData("MemberResponse", "role", "owner", "admin", "member")]
    [InlineData("MediaResponse", "type", "image", "video", "audio", "file")]
    [InlineData("FileResponse", "type", "image", "video", "audio", "file")]
    [InlineData("TransactionResponse", "direction", "credit_transfer_sent", "credit_transfer_received", "grant")]
    [InlineData("OutcomeResponse", "status", "committed", "refused", "unknown")]
    public async Task Property_WhenItsValuesAreFewAndKnown_ThenTheDocumentNamesThem(string schema, string property, params string[] values)
    {
        var document = await ApiDocument.ReadAsync(fixture.Service);

        Assert.Equal(values, ApiDocument.Names(ApiDocument.Property(document.Definition(schema), property).GetProperty("enum")));
    }
}
