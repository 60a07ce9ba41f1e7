using Microsoft.AspNetCore.Http;
using MongoDB.Driver;

namespace Allmine.Architecture.Tests.Fixtures.Application;

/// <summary>Bad on purpose: a use case that knows the database and HTTP, in the body of a method alone.</summary>
public static class ChatReader
{
    public static async Task<object> ReadAsync(object request)
    {
        await Task.Yield();
        return ((HttpContext)request).RequestServices.GetService(typeof(IMongoClient))!;
    }
}
