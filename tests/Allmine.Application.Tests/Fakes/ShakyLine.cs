using System.Reflection;
using Allmine.Domain.Errors;

namespace Allmine.Application.Tests.Fakes;

/// <summary>What is between a node and a port of the store: calls get lost on it, or their answers, and it can be cut.</summary>
public class ShakyLine : DispatchProxy
{
    private object target = null!;
    private LineState state = null!;

    internal static T To<T>(T target, LineState state)
        where T : class
    {
        var proxy = Create<T, ShakyLine>();
        ((ShakyLine)(object)proxy).target = target;
        ((ShakyLine)(object)proxy).state = state;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var type = targetMethod!.ReturnType;
        if (!typeof(Task).IsAssignableFrom(type))
            return targetMethod.Invoke(target, args);
        state.Count(targetMethod.Name);
        if (state.FailsOn == targetMethod.Name)
            throw new StoreUnavailableException();
        var call = () => (Task)targetMethod.Invoke(target, args)!;
        return type == typeof(Task)
            ? CallAsync(targetMethod.Name, call)
            : typeof(ShakyLine).GetMethod(nameof(AskAsync), BindingFlags.NonPublic | BindingFlags.Instance)!.MakeGenericMethod(type.GenericTypeArguments).Invoke(this, [targetMethod.Name, call]);
    }

    private async Task CallAsync(string method, Func<Task> call)
    {
        await state.EnterAsync();
        await call();
        state.Leave(method);
    }

    private async Task<T> AskAsync<T>(string method, Func<Task> call)
    {
        await state.EnterAsync();
        var answer = await (Task<T>)call();
        state.Leave(method);
        return answer;
    }

    /// <summary>How the line is.</summary>
    internal sealed class LineState(int seed = 0)
    {
        private readonly Random chance = new(seed);
        private readonly Dictionary<string, int> calls = [];
        private readonly Dictionary<string, int> done = [];

        /// <summary>How many of a hundred calls get lost, and as many answers.</summary>
        public int Losses { get; set; }

        public bool IsCut { get; set; }

        /// <summary>The method whose calls fail.</summary>
        public string? FailsOn { get; set; }

        /// <summary>Told of each call, by the method's name, before it is made.</summary>
        public Action<string>? Calling { get; set; }

        /// <summary>How many calls were begun. What they do may still be to come: a test that waits for it asks <see cref="DoneOf"/>.</summary>
        public int CallsOf(string method)
        {
            lock (calls)
                return calls.GetValueOrDefault(method);
        }

        /// <summary>How many calls the store has carried out.</summary>
        public int DoneOf(string method)
        {
            lock (calls)
                return done.GetValueOrDefault(method);
        }

        public IReadOnlyDictionary<string, int> Calls
        {
            get
            {
                lock (calls)
                    return new Dictionary<string, int>(calls);
            }
        }

        internal void Count(string method)
        {
            lock (calls)
                calls[method] = calls.GetValueOrDefault(method) + 1;
            Calling?.Invoke(method);
        }

        internal async Task EnterAsync()
        {
            if (Draw(4) == 0)
                await Task.Yield();
            Pass();
        }

        internal void Leave(string method)
        {
            lock (calls)
                done[method] = done.GetValueOrDefault(method) + 1;
            Pass();
        }

        private void Pass()
        {
            if (IsCut || (Losses > 0 && Draw(100) < Losses))
                throw new StoreUnavailableException();
        }

        private int Draw(int of)
        {
            lock (chance)
                return chance.Next(of);
        }
    }
}
