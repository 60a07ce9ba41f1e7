using Microsoft.Extensions.Time.Testing;

namespace Allmine.Application.Tests.Fakes;

/// <summary>Time that passes whenever it is looked at, as it does between any two instructions.</summary>
internal sealed class HastyTime : FakeTimeProvider
{
    public TimeSpan Step { get; set; }

    public override long GetTimestamp()
    {
        Advance(Step);
        return base.GetTimestamp();
    }
}
