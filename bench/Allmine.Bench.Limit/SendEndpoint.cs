using System.Globalization;
using System.Text.Json;
using MongoDB.Bson;

namespace Allmine.Bench.Limit;

/// <summary>Reads the documented body, stores the message, answers 201 with the documented shape.</summary>
internal sealed class SendEndpoint(IStore store)
{
    [ThreadStatic]
    private static MemoryStream? buffer;

    public async Task HandleAsync(HttpContext context)
    {
        var sender = context.User.FindFirst("sub")?.Value;
        if (sender is null)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        SendBody? body;
        try
        {
            body = await JsonSerializer.DeserializeAsync(context.Request.Body, LimitJson.Default.SendBody, context.RequestAborted);
        }
        catch (JsonException)
        {
            body = null;
        }

        if (body is not { ChatId: { Length: 24 } chatId } || !TryReadParts(body, out var transfer))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var now = TimeProvider.System.GetUtcNow();
        var message = new NewMessage(ObjectId.GenerateNewId().ToString(), chatId, sender, body.Content, now)
        {
            Transfer = transfer,
            Key = transfer is null ? null : context.Request.Headers["Idempotency-Key"].ToString(),
        };
        var sequence = await store.AppendAsync(message);
        var time = now.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        await AnswerAsync(
            context.Response,
            new MessageBody(
                message.Id, chatId, sender, body.Type!, body.Content, null, transfer is null ? null : new CreditTransferBody(transfer.Amount, transfer.RecipientId, sender), [], time, time, sequence));
    }

    /// <summary>What belongs to its type has to be there.</summary>
    private bool TryReadParts(SendBody body, out Transfer? transfer)
    {
        transfer = body is { Type: "credit_transfer", TargetUserId: { Length: 24 } recipient, CreditTransfer.Amount: { } amount and > 0 } && store.TakesCredits
            ? new Transfer(recipient, amount)
            : null;
        return transfer is not null || body is { Type: "text", Content: not null };
    }

    private static async Task AnswerAsync(HttpResponse response, MessageBody message)
    {
        response.StatusCode = StatusCodes.Status201Created;
        response.Headers.Location = "/api/v2/messages/" + message.Id;
        response.ContentType = "application/json; charset=utf-8";
        var bytes = buffer ??= new MemoryStream(1024);
        bytes.SetLength(0);
        JsonSerializer.Serialize(bytes, message, LimitJson.Default.MessageBody);
        response.ContentLength = bytes.Length;
        bytes.GetBuffer().AsSpan(0, (int)bytes.Length).CopyTo(response.BodyWriter.GetSpan((int)bytes.Length));
        response.BodyWriter.Advance((int)bytes.Length);
        await response.BodyWriter.FlushAsync();
    }
}
