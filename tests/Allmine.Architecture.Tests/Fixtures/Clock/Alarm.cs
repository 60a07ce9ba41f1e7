using System.Diagnostics.CodeAnalysis;

namespace Allmine.Architecture.Tests.Fixtures.Clock;

/// <summary>Bad on purpose: it asks the machine for the time. The analyzer would refuse it, if it weren't told the reason.</summary>
public static class Alarm
{
    [SuppressMessage("ApiDesign", "RS0030:Do not use banned APIs", Justification = "The rule must have something to reject.")]
    public static bool IsDue(DateTime at) => DateTime.UtcNow >= at;
}
