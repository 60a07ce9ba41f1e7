using Allmine.Application.Ports.Webhooks;

namespace Allmine.Application.Webhooks;

/// <summary>The names of statuses, as callers read them and as stores keep them.</summary>
public static class DeliveryStatusNames
{
    private static readonly string[] Names = ["pending", "delivered", "failed", "set_aside"];

    /// <summary>In the order of <see cref="DeliveryStatus"/>.</summary>
    public static IReadOnlyList<string> All => Names;

    public static string NameOf(DeliveryStatus status) => Names[(int)status];

    public static bool TryParse(string name, out DeliveryStatus status)
    {
        var index = Array.IndexOf(Names, name);
        status = (DeliveryStatus)Math.Max(index, 0);
        return index >= 0;
    }
}
