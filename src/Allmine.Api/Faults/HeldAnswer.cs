using Microsoft.AspNetCore.Http.Features;

namespace Allmine.Api.Faults;

/// <summary>The body of an answer that is held back: before its first byte, and before its head goes out, something is waited for.</summary>
internal sealed class HeldAnswer : StreamResponseBodyFeature
{
    private readonly IHttpResponseBodyFeature inner;
    private readonly HeldStream held;

    /// <param name="inner">The answer's body as the server has it.</param>
    /// <param name="opens">What is waited for, once. Whether it says that the answer goes out: if not, nothing of it ever does.</param>
    public HeldAnswer(IHttpResponseBodyFeature inner, Func<Task<bool>> opens)
        : this(inner, new HeldStream(inner.Stream, opens))
    {
    }

    private HeldAnswer(IHttpResponseBodyFeature inner, HeldStream held)
        : base(held, inner)
    {
        this.inner = inner;
        this.held = held;
    }

    /// <summary>Lets the answer go, of which there may be no byte: what is written is on its way after it.</summary>
    public async Task OpenAsync()
    {
        if (await held.OpenAsync() && Writer.UnflushedBytes > 0)
            await Writer.FlushAsync();
    }

    public override async Task CompleteAsync()
    {
        await base.CompleteAsync();
        if (await held.OpenAsync())
            await inner.CompleteAsync();
    }
}
