using Allmine.Api.Contracts.Files;
using Allmine.Api.Contracts.Messages;
using Allmine.Api.Http.Json;
using Allmine.Domain.Errors;
using Microsoft.AspNetCore.Mvc.Formatters;

namespace Allmine.Api.Http.Bodies;

/// <summary>
/// Reads the bodies that carry a file, as <c>multipart/form-data</c> with the names of the JSON body. The file's bytes go
/// into the intake while they arrive; what was taken in is disposed of at the end of the request.
/// </summary>
internal sealed class MultipartInputFormatter : IInputFormatter
{
    public bool CanRead(InputFormatterContext context) =>
        context.ModelType == typeof(UploadFileRequest)
        || (context.ModelType == typeof(SendMessageRequest) && MultipartForm.IsIn(context.HttpContext.Request));

    /// <exception cref="RefusedException">
    /// <c>body.unsupported_type</c>, <c>body.too_large</c>, or what <see cref="Application.Ports.Files.IMediaIntake"/> refuses.
    /// </exception>
    /// <exception cref="InvalidRequestException"><c>body.malformed</c>.</exception>
    public async Task<InputFormatterResult> ReadAsync(InputFormatterContext context)
    {
        var request = context.HttpContext.Request;
        if (context.ModelType == typeof(UploadFileRequest))
        {
            var upload = await MultipartForm.ReadAsync(request, []);
            return await InputFormatterResult.SuccessAsync(new UploadFileRequest { File = upload.File });
        }

        var form = await MultipartForm.ReadAsync(request, ["type", "chatId", "targetUserId", "content", "creditTransfer", "metadata", "silent", "replyTo", "mentions", "expect"]);
        return await InputFormatterResult.SuccessAsync(new SendMessageRequest
        {
            Type = form.Text("type"),
            ChatId = form.Text("chatId"),
            TargetUserId = form.Text("targetUserId"),
            Content = form.Text("content"),
            CreditTransfer = JsonPart.Read<CreditTransferRequest>(context.HttpContext, "creditTransfer", form.Text("creditTransfer")),
            Metadata = JsonPart.ReadAny(context.HttpContext, "metadata", form.Text("metadata")),
            Silent = FlagIn(context.HttpContext, "silent", form.Text("silent")),
            ReplyTo = form.Text("replyTo"),
            Mentions = JsonPart.ReadTexts(context.HttpContext, "mentions", form.Text("mentions")),
            Expect = JsonPart.Read<ExpectRequest>(context.HttpContext, "expect", form.Text("expect")),
            Upload = form.File,
        });
    }

    private static bool? FlagIn(HttpContext context, string name, string? text)
    {
        if (text is null or "true" or "false")
            return text is null ? null : text == "true";
        RequestReading.FaultsOf(context).AddUnread(new ErrorDetail(ErrorCode.AllowedValues, name, "true, false"));
        return null;
    }
}
