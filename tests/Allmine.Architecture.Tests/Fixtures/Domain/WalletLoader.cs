using System.Text.Json;
using MediatR;

namespace Allmine.Architecture.Tests.Fixtures.Domain;

/// <summary>Bad on purpose: a type of the domain that reads files and knows a library.</summary>
public sealed class WalletLoader(IMediator mediator)
{
    public IMediator Mediator { get; } = mediator;

    public static async Task<long> LoadAsync(string path) => JsonSerializer.Deserialize<Wallet>(await File.ReadAllTextAsync(path))!.Balance;
}
