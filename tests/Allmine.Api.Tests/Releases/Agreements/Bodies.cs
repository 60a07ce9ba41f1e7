using System.Text.Json;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.Releases.Agreements;

/// <summary>What is sent to both programs, as the last release knows it.</summary>
internal static class Bodies
{
    public static (string Name, string Value) Key(string key) => ("Idempotency-Key", key);

    public static string Text(string target, string content) =>
        JsonSerializer.Serialize(new Dictionary<string, string> { ["type"] = "text", ["targetUserId"] = target, ["content"] = content });

    public static string Transfer(string recipient, long amount) =>
        $$"""{ "type": "credit_transfer", "targetUserId": "{{recipient}}", "creditTransfer": { "amount": {{amount}} } }""";

    public static string Media(string target, string file) =>
        $$"""{ "type": "media", "targetUserId": "{{target}}", "file": "{{file}}", "content": "a caption" }""";

    public static HttpContent Upload(string target, byte[] file) =>
        Form.Of(Form.Text("type", "media"), Form.Text("targetUserId", target), Form.File(file, "beach.jpg", "image/jpeg"));
}
