using System.Text.Json;
using System.Text.Json.Serialization;

namespace Allmine.Bench.Limit;

/// <summary>Serialization code made at build time: the cheapest that the platform offers.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(SendBody))]
[JsonSerializable(typeof(MessageBody))]
internal sealed partial class LimitJson : JsonSerializerContext;
