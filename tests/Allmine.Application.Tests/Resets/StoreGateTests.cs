using Allmine.Application.Resets;

namespace Allmine.Application.Tests.Resets;

public sealed class StoreGateTests : IDisposable
{
    private readonly StoreGate gate = new();

    public void Dispose() => gate.Dispose();

    [Fact]
    public void Enter_WhenOpen_ThenIsLetIn() => Assert.True(gate.TryEnter());

    [Fact]
    public void Close_WhenNobodyIsInside_ThenIsDoneAndNobodyComesIn()
    {
        var closing = gate.Closing;

        Assert.True(gate.Close().IsCompleted);

        Assert.True(closing.IsCancellationRequested);
        Assert.False(gate.TryEnter());
        gate.Open();
        Assert.True(gate.TryEnter());
        Assert.False(gate.Closing.IsCancellationRequested);
    }

    [Fact]
    public async Task Close_WhenTwoAreInside_ThenIsDoneWhenTheLastOneHasLeft()
    {
        gate.TryEnter();
        gate.TryEnter();

        var (first, second) = (gate.Close(), gate.Close());
        gate.Leave();
        Assert.False(first.IsCompleted);
        gate.Leave();

        await first.WaitAsync(TimeSpan.FromSeconds(20));
        await second.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Close_WhenOpenedAgainBeforeTheyHaveLeft_ThenTheNextCloseWaitsForThemToo()
    {
        gate.TryEnter();
        _ = gate.Close();
        gate.Open();

        var closed = gate.Close();
        Assert.False(closed.IsCompleted);
        gate.Leave();

        await closed.WaitAsync(TimeSpan.FromSeconds(20));
    }
}
