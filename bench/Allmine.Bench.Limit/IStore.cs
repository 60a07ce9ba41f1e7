namespace Allmine.Bench.Limit;

/// <summary>What a limit program keeps messages in.</summary>
internal interface IStore
{
    /// <summary>Whether it has wallets.</summary>
    bool TakesCredits => false;

    /// <summary>Stores a message and answers its number in its chat once it is as durable as the store promises.</summary>
    ValueTask<long> AppendAsync(NewMessage message);
}
