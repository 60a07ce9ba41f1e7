using System.Text.Json;
using Allmine.Api.Contracts.Files;
using Allmine.Api.Contracts.Messages;
using Allmine.Api.Http.Bodies;
using Allmine.Application.Ports.Files;
using Allmine.Domain.Messages;
using NJsonSchema;
using NSwag;

namespace Allmine.Api.OpenApi;

/// <summary>Writes the bodies that carry a file into the document. They are read part by part, so that NSwag finds nothing of them in the actions.</summary>
internal static class FormBodies
{
    /// <summary>Behind a path, it stands for the same address.</summary>
    public const string FormFragment = "#form";

    private static readonly string[] TextParts = ["type", "chatId", "targetUserId", "content", "replyTo"];

    /// <summary>Comes after <see cref="RequestSchemas"/>, whose limits hold for both formats.</summary>
    public static void Complete(OpenApiDocument document)
    {
        var send = document.Definitions[nameof(SendMessageRequest)];
        var upload = document.Definitions[nameof(UploadFileRequest)];
        foreach (var body in document.Operations.Select(operation => operation.Operation.RequestBody).OfType<OpenApiRequestBody>())
        {
            var json = body.Content.Values.FirstOrDefault()?.Schema?.ActualSchema;
            if (json == send)
                body.Content[MultipartForm.MediaType] = new OpenApiMediaType { Schema = SendForm(send) };
            if (json != upload)
                continue;
            body.Content.Clear();
            body.Content[MultipartForm.MediaType] = new OpenApiMediaType { Schema = UploadForm() };
        }

        // NSwag finds the bytes among the properties, although no JSON has them.
        send.Properties.Remove(JsonNamingPolicy.CamelCase.ConvertName(nameof(SendMessageRequest.Upload)));
        document.Definitions.Remove(nameof(IReceivedFile));
        document.Definitions.Remove(nameof(UploadFileRequest));
    }

    /// <summary>
    /// Comes last. The same call once more, with its form alone: of a body in two formats, some generators take the JSON and drop the form. The
    /// fragment tells the two apart in the document; it never leaves the caller.
    /// </summary>
    public static void OfferFormApart(OpenApiDocument document)
    {
        var (path, send) = document.Paths.Select(path => (path.Key, Operation: path.Value.Values.FirstOrDefault(operation => operation.OperationId == Examples.Sending)))
            .Single(path => path.Operation is not null);
        var form = new OpenApiOperation
        {
            Tags = send!.Tags,
            Summary = "Send a new message with a file's bytes (v2)",
            Description = "The call that sends, with its body as a form.",
            OperationId = $"{Examples.Sending}Form",
            Security = send.Security,
            RequestBody = new OpenApiRequestBody
            {
                IsRequired = true,
                Description = "The message, with the file's bytes.",
                Content = { [MultipartForm.MediaType] = send.RequestBody!.Content[MultipartForm.MediaType] },
            },
        };
        foreach (var parameter in send.Parameters.Where(parameter => parameter.Kind != OpenApiParameterKind.Body))
            form.Parameters.Add(parameter);
        foreach (var (status, response) in send.Responses)
            form.Responses[status] = response;
        document.Paths[$"{path}{FormFragment}"] = new OpenApiPathItem { ["post"] = form };
    }

    private static JsonSchema SendForm(JsonSchema json)
    {
        var form = new JsonSchema { Type = JsonObjectType.Object, AllowAdditionalProperties = false };
        foreach (var name in TextParts)
            form.Properties[name] = Copy(json.Properties[name]);
        // An object in a form is JSON, as OpenAPI has it where nothing else is said.
        form.Properties["creditTransfer"] = new JsonSchemaProperty { Reference = json.Properties["creditTransfer"].ActualTypeSchema };
        form.Properties["metadata"] = Json(json.Properties["metadata"], "{ \"order\": \"A-1042\" }");
        form.Properties["silent"] = new JsonSchemaProperty { Type = JsonObjectType.Boolean, Description = json.Properties["silent"].Description };
        form.Properties["mentions"] = Json(json.Properties["mentions"], "[\"64d15f9e2e6c8f4d5a654321\"]");
        form.Properties["expect"] = new JsonSchemaProperty { Reference = json.Properties["expect"].ActualTypeSchema };
        form.Properties[MultipartForm.FilePart] = File();
        // What a form is for, most of the time.
        form.Properties["type"].Example = MessageKindNames.Media;
        form.Properties["content"].Example = "At the beach";
        form.RequiredProperties.Add("type");
        return form;
    }

    private static JsonSchema UploadForm() => new()
    {
        Type = JsonObjectType.Object,
        AllowAdditionalProperties = false,
        Properties = { [MultipartForm.FilePart] = File() },
        RequiredProperties = { MultipartForm.FilePart },
    };

    /// <summary>A text that is JSON: an array in a form would be several parts.</summary>
    private static JsonSchemaProperty Json(JsonSchemaProperty property, string example) =>
        new() { Type = JsonObjectType.String, Description = $"{property.Description} As JSON, such as `{example}`." };

    private static JsonSchemaProperty File() => new()
    {
        Type = JsonObjectType.String,
        Format = JsonFormatStrings.Binary,
        Description = "The file's bytes. Its name is that of the part; what it is, is found from the bytes.",
    };

    private static JsonSchemaProperty Copy(JsonSchemaProperty property)
    {
        var copy = new JsonSchemaProperty
        {
            Type = JsonObjectType.String,
            Description = property.Description,
            Example = property.Example,
            Pattern = property.Pattern,
            MaxLength = property.MaxLength,
        };
        foreach (var value in property.Enumeration)
            copy.Enumeration.Add(value);
        return copy;
    }
}
