namespace Allmine.Bench.Load.Kill;

/// <summary>What the sender knows of a send.</summary>
internal enum SendFate
{
    /// <summary>There was no answer: it is in its chat once or not at all.</summary>
    Unanswered,

    /// <summary>It was answered with 201: it is in its chat, once.</summary>
    Sent,

    /// <summary>It was refused for lack of credits: it is nowhere, for ever.</summary>
    Refused,
}
