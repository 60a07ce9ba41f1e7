using System.Globalization;
using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;
using Allmine.Application.Verification;
using Microsoft.Extensions.DependencyInjection;

namespace Allmine.Api.Tests.Credits;

/// <summary>What tests of credits do again and again.</summary>
internal static class CreditCalls
{
    public const string BalanceHeader = "Credit-Balance";
    public const string ReplayedHeader = "Idempotent-Replayed";
    public const string OutcomePath = "/api/v2/messages/outcome";
    public const string TransactionsPath = "/api/v2/users/me/transactions";

    public static (string Name, string Value) Key(string key) => ("Idempotency-Key", key);

    public static string GrantPath(string userId) => $"/api/v2/users/{userId}/credits";

    /// <summary>A new user who has so many credits, by one grant.</summary>
    public static async Task<Caller> NewUserWithAsync(this Service service, long credits)
    {
        var user = await service.NewUserAsync();
        (await service.GrantAsync(user, credits)).Expect(HttpStatusCode.Created);
        return user;
    }

    /// <param name="service">The service.</param>
    /// <param name="user">Who gets them.</param>
    /// <param name="amount">As it is to stand in the body.</param>
    /// <param name="key">A new one if left out.</param>
    public static Task<Reply> GrantAsync(this Service service, Caller user, long amount, string? key = null) =>
        service.Backend.PostAsync(GrantPath(user.UserId), string.Create(CultureInfo.InvariantCulture, $$"""{ "amount": {{amount}} }"""), Key(key ?? Tokens.NewId()));

    public static Task<Reply> TransferAsync(this Caller sender, Caller recipient, long amount, string? key = null) =>
        sender.SendAsync(TransferBody(recipient, amount), Key(key ?? Tokens.NewId()));

    public static string TransferBody(Caller recipient, long amount) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{ "type": "credit_transfer", "targetUserId": "{{recipient.UserId}}", "creditTransfer": { "amount": {{amount}} } }""");

    public static async Task<long> BalanceAsync(this Caller user) =>
        (await user.GetAsync("/api/v2/users/me/credits")).Expect(HttpStatusCode.OK)["balance"].GetInt64();

    /// <summary>All of a user's first hundred entries, as they were answered.</summary>
    public static async Task<Reply> TransactionsAsync(this Caller user) =>
        (await user.GetAsync($"{TransactionsPath}?limit=100")).Expect(HttpStatusCode.OK);

    public static async Task<int> TransactionCountAsync(this Caller user) => (await user.TransactionsAsync())["items"].GetArrayLength();

    /// <summary>Everything in the store is as it has to be, whatever the test has done to it.</summary>
    public static async Task ExpectSoundStoreAsync(this Service service)
    {
        var report = await service.Services.GetRequiredService<StoreVerifier>().VerifyAsync(CancellationToken.None);
        Assert.Null(report.Fault);
        Assert.True(report.Entries > 0);
    }
}
