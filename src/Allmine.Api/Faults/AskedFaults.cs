using Allmine.Application.Ports;

namespace Allmine.Api.Faults;

/// <summary>Hands a conflict that a call asks for to the engine. Nobody looks for one until this process has met the first.</summary>
internal sealed class AskedFaults(IHttpContextAccessor accessor) : IAskedFaults
{
    private volatile bool hasMetAny;

    public void AskConflict(HttpContext context)
    {
        context.Features.Set(new AskedConflict());
        hasMetAny = true;
    }

    public bool TakeConflict() => hasMetAny && accessor.HttpContext?.Features.Get<AskedConflict>()?.Take() == true;

    private sealed class AskedConflict
    {
        private int taken;

        public bool Take() => Interlocked.Exchange(ref taken, 1) == 0;
    }
}
