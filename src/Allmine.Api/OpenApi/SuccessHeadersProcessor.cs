using Allmine.Api.Controllers;
using Allmine.Api.Http;
using NJsonSchema;
using NSwag;
using NSwag.Generation.Processors;
using NSwag.Generation.Processors.Contexts;

namespace Allmine.Api.OpenApi;

/// <summary>Documents the headers that tell of a send or a grant. It comes after <see cref="ErrorResponsesProcessor"/>.</summary>
internal sealed class SuccessHeadersProcessor : IOperationProcessor
{
    public bool Process(OperationProcessorContext context)
    {
        var responses = context.OperationDescription.Operation.Responses;
        switch (context.MethodInfo.Name)
        {
            case nameof(MessagesController.Send):
                responses["201"].Headers["Location"] = ErrorResponsesProcessor.Header("Where the message can be read.", JsonObjectType.String);
                responses["201"].Headers[ApiHeaders.CreditBalance] = Balance("the sender's balance after it, the same on a replay");
                responses["200"].Headers[ApiHeaders.CreditBalance] = Balance("the sender's balance as it would be after it");
                responses["201"].Headers[ApiHeaders.Replayed] = Replayed("sent it");
                responses["409"].Headers[ApiHeaders.Replayed] = Replayed("was refused so");
                break;
            case nameof(CreditsController.Grant):
                responses["201"].Headers[ApiHeaders.Replayed] = Replayed("made the grant");
                break;
        }

        return true;
    }

    private static OpenApiHeader Replayed(string what) =>
        ErrorResponsesProcessor.Header($"`true` if an earlier request with the same key {what}.", JsonObjectType.String);

    private static OpenApiHeader Balance(string what) =>
        ErrorResponsesProcessor.Header($"Of a credit transfer alone: {what}.", JsonObjectType.Integer);
}
