namespace Allmine.Api.Configuration.Reading;

/// <summary>Gathers all that is wrong with the settings, so that nobody has to start the service once for each.</summary>
internal sealed class SettingFaults(IConfiguration configuration)
{
    private readonly List<SettingException> faults = [];

    /// <summary>Reads a part of them. After each fault that setting counts as absent, and the rest is read on.</summary>
    /// <returns>Null, or the type's default, if something is missing that must be there.</returns>
    public T? Read<T>(Func<IConfiguration, T> read)
    {
        var hidden = new Dictionary<string, string?>();
        while (true)
        {
            try
            {
                return read(hidden.Count == 0 ? configuration : new ConfigurationBuilder().AddConfiguration(configuration).AddInMemoryCollection(hidden).Build());
            }
            catch (SettingException fault)
            {
                if (!hidden.ContainsKey(fault.Setting))
                    faults.Add(fault);
                if (!hidden.TryAdd(fault.Setting, ""))
                    return default;
            }
        }
    }

    public void Add(string setting, string problem) => faults.Add(new SettingException(setting, problem));

    /// <exception cref="SettingException">There is a fault.</exception>
    public void ThrowIfAny()
    {
        if (faults.Count > 0)
            throw new SettingException(faults);
    }
}
