using Allmine.Api.Faults;
using Allmine.Api.Http;
using NJsonSchema;
using NSwag;
using NSwag.Generation.Processors;
using NSwag.Generation.Processors.Contexts;

namespace Allmine.Api.OpenApi;

/// <summary>Documents the header by which faults are asked for, where they can be.</summary>
internal sealed class FaultHeaderProcessor : IOperationProcessor
{
    public bool Process(OperationProcessorContext context)
    {
        context.OperationDescription.Operation.Parameters.Add(new OpenApiParameter
        {
            Name = ApiHeaders.Fault,
            Kind = OpenApiParameterKind.Header,
            Description =
                "In Development and Staging only: what is to go wrong with this call. `lose-answer`: it is carried out, and the connection is cut before its answer. "
                + "`store-unavailable`: 503, with nothing done. `conflict`: its round is decided again. `slow:1500`: it is carried out, and its answer comes 1,500 ms later (0 to 60000).",
            Schema = new JsonSchema { Type = JsonObjectType.String, Pattern = Fault.Pattern },
        });
        return true;
    }
}
