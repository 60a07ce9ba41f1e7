namespace Allmine.Bench.Load.Neighbour;

/// <summary>One hostile user, in a process of its own: what it takes to do harm is not to be taken for harm done to others.</summary>
internal static class HarmCommand
{
    /// <summary>Does harm between the first line that it is given and the second one, and then says what it was answered.</summary>
    public static async Task<int> RunAsync(Arguments arguments, CancellationToken cancellationToken)
    {
        var chat = new DirectChat(arguments.Text("chat"), arguments.Text("user"), arguments.Text("user"));
        using var hostile = new HostileUser(new Uri(arguments.Text("url")), TokenIssuer.From(arguments), chat);
        Console.WriteLine("Ready");
        await Console.In.ReadLineAsync(cancellationToken);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var attack = hostile.RunAsync(end.Token);
        await Console.In.ReadLineAsync(cancellationToken);
        await end.CancelAsync();
        await attack;
        Console.WriteLine(string.Join(", ", hostile.Answers.OrderBy(entry => entry.Key).Select(entry => $"{entry.Key}: {entry.Value}")));
        return 0;
    }
}
