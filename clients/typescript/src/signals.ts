/** Whom to tell, by the signal of a caller. */
const listening = new WeakMap<AbortSignal, { calls: Set<() => void>; listener: () => void }>();

/** Is told when a signal is aborted. However many calls share a signal, it has one listener, and none when they are over. */
export function onAbort(signal: AbortSignal, call: () => void): () => void {
    let known = listening.get(signal);
    if (!known) {
        const calls = new Set<() => void>();
        known = { calls, listener: () => [...calls].forEach(told => told()) };
        listening.set(signal, known);
        signal.addEventListener("abort", known.listener, { once: true });
    }

    const { calls, listener } = known;
    calls.add(call);
    return () => {
        if (calls.delete(call) && calls.size === 0) {
            signal.removeEventListener("abort", listener);
            listening.delete(signal);
        }
    };
}
