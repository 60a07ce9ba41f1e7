using System.Text.Json;
using System.Text.Json.Nodes;
using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.OpenApi;

/// <summary>On the committed document, changed in one place at a time.</summary>
public sealed class BreakingChangesTests
{
    private const string Send = "paths./api/v2/messages.post";
    private const string SendBody = "components.schemas.SendMessageRequest";
    private const string Message = "components.schemas.MessageResponse";

    [Fact]
    public void Between_WhenNothingChanged_ThenFindsNothing() => Assert.Empty(Changes(_ => { }));

    [Fact]
    public void Between_WhenAnOperationIsRemoved_ThenNamesIt() =>
        AssertFinds("POST /api/v2/messages: the operation was removed", document => Remove(document, Send));

    [Fact]
    public void Between_WhenAPathIsRemoved_ThenNamesItsOperations() =>
        AssertFinds("POST /api/v2/files: the operation was removed", document => Remove(document, "paths./api/v2/files"));

    [Fact]
    public void Between_WhenAnOperationIsRenamed_ThenNamesBoth() =>
        AssertFinds(
            "POST /api/v2/messages: the operationId was \"Messages_Send\" and is \"Messages_Post\"",
            document => Set(document, $"{Send}.operationId", "Messages_Post"));

    [Fact]
    public void Between_WhenAStatusIsRemoved_ThenNamesIt() =>
        AssertFinds("POST /api/v2/messages: the status 409 was removed", document => Remove(document, $"{Send}.responses.409"));

    [Fact]
    public void Between_WhenAFormatOfTheBodyIsRemoved_ThenNamesIt() =>
        AssertFinds(
            "POST /api/v2/messages body: multipart/form-data was removed",
            document => At(document, $"{Send}.requestBody.content").AsObject().Remove("multipart/form-data"));

    [Theory]
    [InlineData("Idempotency-Key", "header")]
    [InlineData("dryRun", "query")]
    public void Between_WhenAParameterIsRemoved_ThenNamesIt(string name, string place) =>
        AssertFinds($"POST /api/v2/messages: the {place} parameter {name} was removed", document =>
        {
            var parameters = At(document, $"{Send}.parameters").AsArray();
            parameters.Remove(parameters.Single(parameter => parameter!["name"]!.GetValue<string>() == name));
        });

    [Fact]
    public void Between_WhenAParameterIsRequiredNow_ThenNamesIt() =>
        AssertFinds("POST /api/v2/messages: the query parameter dryRun is required now", document =>
            At(document, $"{Send}.parameters").AsArray().Single(parameter => parameter!["name"]!.GetValue<string>() == "dryRun")!["required"] = true);

    [Fact]
    public void Between_WhenAPropertyOfAnAnswerIsRemoved_ThenNamesIt() =>
        AssertFinds("MessageResponse: the property readBy was removed", document =>
        {
            Remove(document, $"{Message}.properties.readBy");
            At(document, $"{Message}.required").AsArray().RemoveAll(name => name!.GetValue<string>() == "readBy");
        });

    [Fact]
    public void Between_WhenAPropertyOfABodyIsRemoved_ThenNamesIt() =>
        AssertFinds("SendMessageRequest: the property content was removed", document => Remove(document, $"{SendBody}.properties.content"));

    [Fact]
    public void Between_WhenAPropertyOfABodyIsRequiredNow_ThenNamesIt() =>
        AssertFinds("SendMessageRequest: the property chatId is required now", document => At(document, $"{SendBody}.required").AsArray().Add("chatId"));

    [Fact]
    public void Between_WhenAPropertyOfAnAnswerMayBeMissingOrNull_ThenNamesIt()
    {
        AssertFinds(
            "MessageResponse: the property sequence may be missing now",
            document => At(document, $"{Message}.required").AsArray().RemoveAll(name => name!.GetValue<string>() == "sequence"));
        AssertFinds("MessageResponse.chatId: may be null now", document => Set(document, $"{Message}.properties.chatId.nullable", true));
    }

    [Fact]
    public void Between_WhenABodyMayNoLongerSayNull_ThenNamesIt() =>
        AssertFinds("SendMessageRequest.content: may no longer be null", document => Remove(document, $"{SendBody}.properties.content.nullable"));

    [Fact]
    public void Between_WhenATypeChanges_ThenNamesBoth()
    {
        AssertFinds("MessageResponse.chatId: the type was string and is integer", document => Set(document, $"{Message}.properties.chatId.type", "integer"));
        AssertFinds("MessageResponse.readBy[]: the type was string and is number", document => Set(document, $"{Message}.properties.readBy.items.type", "number"));
    }

    [Fact]
    public void Between_WhenAValueIsRemoved_ThenNamesIt() =>
        AssertFinds("SendMessageRequest.type: the value media was removed", document =>
            At(document, $"{SendBody}.properties.type.enum").AsArray().RemoveAll(value => value!.GetValue<string>() == "media"));

    [Fact]
    public void Between_WhenALimitIsTighter_ThenNamesIt()
    {
        AssertFinds("SendMessageRequest.content: maxLength was 5000 and is 4999", document => Set(document, $"{SendBody}.properties.content.maxLength", 4999));
        AssertFinds("SendMessageRequest.file: maxLength was open and is 10", document => Set(document, $"{SendBody}.properties.file.maxLength", 10));
        AssertFinds("SendMessageRequest.chatId: the pattern was ^[0-9a-fA-F]{24}$ and is ^x$", document => Set(document, $"{SendBody}.properties.chatId.pattern", "^x$"));
    }

    [Fact]
    public void Between_WhenThingsAreAdded_ThenFindsNothing() => Assert.Empty(Changes(document =>
    {
        At(document, "paths").AsObject().Add("/api/v2/more", new JsonObject { ["get"] = At(document, Send).DeepClone() });
        Set(document, $"{Message}.properties.more", new JsonObject { ["type"] = "string" });
        At(document, $"{Message}.required").AsArray().Add("more");
        Set(document, $"{SendBody}.properties.more", new JsonObject { ["type"] = "string" });
        At(document, $"{SendBody}.properties.type.enum").AsArray().Add("poll");
        Set(document, $"{SendBody}.properties.content.maxLength", 5001);
        Remove(document, $"{SendBody}.properties.chatId.pattern");
        Set(document, $"{Send}.responses.418", new JsonObject { ["description"] = "More." });
        At(document, $"{Send}.parameters").AsArray().Add(new JsonObject { ["name"] = "more", ["in"] = "query", ["schema"] = new JsonObject { ["type"] = "string" } });
    }));

    private static void AssertFinds(string change, Action<JsonNode> edit) => Assert.Contains(change, Changes(edit));

    private static IReadOnlyList<string> Changes(Action<JsonNode> edit)
    {
        var committed = File.ReadAllText(RepositoryFile.At(CommittedDocument.Path));
        var edited = JsonNode.Parse(committed)!;
        edit(edited);
        using var before = JsonDocument.Parse(committed);
        using var after = JsonDocument.Parse(edited.ToJsonString());
        return BreakingChanges.Between(before.RootElement, after.RootElement);
    }

    private static JsonNode At(JsonNode document, string path) => path.Split('.').Aggregate(document, (node, name) => node[name]!);

    private static void Remove(JsonNode document, string path) => At(document, path[..path.LastIndexOf('.')]).AsObject().Remove(path[(path.LastIndexOf('.') + 1)..]);

    private static void Set(JsonNode document, string path, JsonNode value) =>
        At(document, path[..path.LastIndexOf('.')])[path[(path.LastIndexOf('.') + 1)..]] = value;
}
