using System.Globalization;
using System.Reflection;
using Allmine.Api.Http;
using Microsoft.AspNetCore.Authorization;
using NJsonSchema;
using NSwag;
using NSwag.Generation.Processors;
using NSwag.Generation.Processors.Contexts;

namespace Allmine.Api.OpenApi;

/// <summary>Documents the headers that an action names with <see cref="AnswersHeaderAttribute"/>, and those of limits. It comes after <see cref="ErrorResponsesProcessor"/>.</summary>
internal sealed class SuccessHeadersProcessor : IOperationProcessor
{
    private static readonly string RateLimited = StatusCodes.Status429TooManyRequests.ToString(CultureInfo.InvariantCulture);

    public bool Process(OperationProcessorContext context)
    {
        var responses = context.OperationDescription.Operation.Responses;
        foreach (var header in context.MethodInfo.GetCustomAttributes<AnswersHeaderAttribute>())
        {
            responses[header.Status.ToString(CultureInfo.InvariantCulture)].Headers[header.Name] =
                ErrorResponsesProcessor.Header(header.Description, header.Type);
        }

        if (context.ControllerType.GetCustomAttribute<AllowAnonymousAttribute>() is null)
            DescribeLimits(responses.Where(response => response.Key.StartsWith('2') || response.Key == RateLimited).Select(response => response.Value));
        return true;
    }

    /// <summary>Each answer to a caller with a token tells what is left of his limits; the document says so where callers look for it.</summary>
    private static void DescribeLimits(IEnumerable<OpenApiResponse> responses)
    {
        foreach (var response in responses)
        {
            response.Headers[ApiHeaders.RateLimitPolicy] = ErrorResponsesProcessor.Header(
                "Of the limits that the call falls under, the one with the fewest left: `\"sends\";q=120;w=60` is 120 in 60 seconds. Absent where there is none.",
                JsonObjectType.String);
            response.Headers[ApiHeaders.RateLimit] = ErrorResponsesProcessor.Header(
                "What is left of it: `\"sends\";r=87;t=17` is 87, and it is full again in 17 seconds.", JsonObjectType.String);
        }
    }
}
