using System.Net;

namespace Allmine.Api.Configuration.Reading;

/// <summary>Where the service listens: a list of addresses, parted by semicolons.</summary>
internal static class ListenAddresses
{
    public const string Setting = "ASPNETCORE_URLS";

    /// <summary>Finds what the server itself would end on with a stack trace.</summary>
    /// <exception cref="SettingException">One of them is none that the server can listen on.</exception>
    public static void Check(string addresses)
    {
        foreach (var address in addresses.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!IsGood(address))
                throw new SettingException(Setting, $"must be a list of http or https addresses, not \"{address}\"");
        }
    }

    private static bool IsGood(string address)
    {
        try
        {
            var parsed = BindingAddress.Parse(address);
            return parsed.Scheme is "http" or "https" && (parsed.IsUnixPipe || parsed.IsNamedPipe || parsed.Port is >= 0 and <= IPEndPoint.MaxPort);
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
