using System.Globalization;
using System.Reflection;
using NSwag.Generation.Processors;
using NSwag.Generation.Processors.Contexts;

namespace Allmine.Api.OpenApi;

/// <summary>Documents the headers that an action names with <see cref="AnswersHeaderAttribute"/>. It comes after <see cref="ErrorResponsesProcessor"/>.</summary>
internal sealed class SuccessHeadersProcessor : IOperationProcessor
{
    public bool Process(OperationProcessorContext context)
    {
        var responses = context.OperationDescription.Operation.Responses;
        foreach (var header in context.MethodInfo.GetCustomAttributes<AnswersHeaderAttribute>())
        {
            responses[header.Status.ToString(CultureInfo.InvariantCulture)].Headers[header.Name] =
                ErrorResponsesProcessor.Header(header.Description, header.Type);
        }

        return true;
    }
}
