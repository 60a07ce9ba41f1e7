namespace Allmine.Application.Ports.Webhooks;

/// <summary>How the delivery of an event to a webhook stands.</summary>
public enum DeliveryStatus
{
    /// <summary>It has not been tried.</summary>
    Pending,

    /// <summary>The receiver has taken it.</summary>
    Delivered,

    /// <summary>It was tried, and will be again.</summary>
    Failed,

    /// <summary>It was given up.</summary>
    SetAside,
}
