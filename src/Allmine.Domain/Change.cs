namespace Allmine.Domain;

/// <summary>A value that is to be put in the place of another, or nothing, which leaves the other.</summary>
public readonly record struct Change<T>
    where T : class
{
    private Change(T? value) => (IsGiven, Value) = (true, value);

    /// <summary>Whether there is a value to be put there, which may be null.</summary>
    public bool IsGiven { get; }

    public T? Value { get; }

    public static Change<T> To(T? value) => new(value);

    /// <summary>What comes out of it.</summary>
    public T? Of(T? present) => IsGiven ? Value : present;
}
