using System.Net.Sockets;
using Allmine.Api.Configuration.Reading;
using Allmine.Domain.Errors;
using Allmine.Infrastructure;
using Microsoft.AspNetCore.Connections;

namespace Allmine.Api;

/// <summary>What an operator reads when the service can't start: one sentence, without a stack trace.</summary>
internal static class StartFailure
{
    /// <summary>Null for a defect, whose stack trace is wanted.</summary>
    public static string? SentenceFor(Exception exception) => exception switch
    {
        StoreUnavailableException => "Allmine can't start: the store did not answer. Start it again when it does.",
        SettingException or StoreSetupException => $"Allmine can't start: {exception.Message}",
        IOException { InnerException: AddressInUseException } =>
            $"Allmine can't start: the address is in use by another program; choose another one with {ListenAddresses.Setting}. {exception.Message}",
        SocketException =>
            $"Allmine can't start: it can't listen on the address; choose another one with {ListenAddresses.Setting}. {exception.Message}",
        IOException or UnauthorizedAccessException => $"Allmine can't start: {exception.Message}",
        _ => null,
    };
}
