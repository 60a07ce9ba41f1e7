using Allmine.Application.Ports.Files;

namespace Allmine.Api.Contracts.Messages;

/// <summary>A message to be sent.</summary>
public sealed record SendMessageRequest : SendFields
{
    /// <summary>The bytes of a file that came with the request.</summary>
    internal IReceivedFile? Upload { get; init; }
}
