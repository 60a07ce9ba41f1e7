using System.Net;
using System.Text;
using Allmine.Api.Contracts.Messages;
using Allmine.Api.Http.Json;
using Allmine.Api.Tests.Hosting;
using Allmine.Application.Validation;
using Allmine.Domain.Errors;

namespace Allmine.Api.Tests.Abuse;

/// <summary>Bodies and queries with far more faults than anybody wants to hear of.</summary>
[Collection(nameof(Alone))]
public sealed class ManyFaultsTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private readonly Service service = fixture.Service;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(19, 19)]
    [InlineData(20, 20)]
    [InlineData(21, 20)]
    public async Task Send_WhenItsBodyHasManyFaults_ThenTheFirstOnesAreTold(int properties, int told)
    {
        var user = await service.NewUserAsync();

        var codes = (await user.SendAsync(Body(properties))).Expect(HttpStatusCode.BadRequest).Codes;

        // What it lacks comes after that, as far as there is room.
        string[] lacking = ["validation.type.required", "validation.chatId.required"];
        Assert.Equal(Enumerable.Range(0, told).Select(number => $"validation.p{number}.unknown").Concat(lacking).Take(InvalidRequestException.MaxFaults), codes);
    }

    [Theory]
    [InlineData(20, 20)]
    [InlineData(21, 20)]
    [InlineData(1500, 20)]
    public async Task Send_WhenItsQueryHasManyFaults_ThenTheFirstOnesAreTold(int parameters, int told)
    {
        var user = await service.NewUserAsync();
        var query = string.Join('&', Enumerable.Range(0, parameters).Select(number => $"{(char)('a' + (number % 26))}{number / 26}"));

        Assert.Equal(told, (await user.PostAsync($"/api/v2/messages?{query}", "{}")).Expect(HttpStatusCode.BadRequest).Codes.Count);
    }

    [Fact]
    public async Task Send_WhenItsBodyIsFullOfUnknownProperties_ThenTheAnswerIsSmall()
    {
        var user = await service.NewUserAsync();
        var body = "{" + string.Join(',', Enumerable.Range(0, 26_000).Select(number => $"\"{number:x4}\":1")) + "}";
        Assert.InRange(Encoding.UTF8.GetByteCount(body), 200_000, JsonInputFormatter.MaxBytes);

        var answer = (await user.SendAsync(body)).Expect(HttpStatusCode.BadRequest);

        Assert.Equal(InvalidRequestException.MaxFaults, answer.Codes.Count);
        Assert.InRange(answer.Body.Length, 1, 4096);
    }

    /// <summary>Nothing is looked at beyond the last one that is told.</summary>
    [Fact]
    public void Find_WhenThereAreManyFaults_ThenCostsNoMoreThanForAFew()
    {
        var few = Allocated(Body(21));
        var many = Allocated("{" + string.Join(',', Enumerable.Range(0, 26_000).Select(number => $"\"{number:x4}\":1")) + "}");

        Assert.InRange(many, 0, 2 * few);
    }

    private static string Body(int properties) => "{" + string.Join(',', Enumerable.Range(0, properties).Select(number => $"\"p{number}\":1")) + "}";

    private static long Allocated(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var type = StrictJson.Options.GetTypeInfo(typeof(SendMessageRequest));
        JsonErrors.Find(bytes, type, "", new ReadingFaults());
        var before = GC.GetAllocatedBytesForCurrentThread();
        JsonErrors.Find(bytes, type, "", new ReadingFaults());
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
