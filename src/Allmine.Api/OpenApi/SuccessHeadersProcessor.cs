using Allmine.Api.Controllers;
using NJsonSchema;
using NSwag.Generation.Processors;
using NSwag.Generation.Processors.Contexts;

namespace Allmine.Api.OpenApi;

/// <summary>Documents the headers of a message that was sent.</summary>
internal sealed class SuccessHeadersProcessor : IOperationProcessor
{
    public bool Process(OperationProcessorContext context)
    {
        if (context.MethodInfo.Name == nameof(MessagesController.Send)
            && context.OperationDescription.Operation.Responses.TryGetValue("201", out var created))
        {
            created.Headers["Location"] = ErrorResponsesProcessor.Header("Where the message can be read.", JsonObjectType.String);
            created.Headers[MessagesController.ReplayedHeader] =
                ErrorResponsesProcessor.Header("`true` if an earlier request with the same key sent it.", JsonObjectType.String);
        }

        return true;
    }
}
