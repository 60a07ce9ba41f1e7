namespace Allmine.Stores.Tests.Contracts.Memberships;

/// <summary>What somebody does in a run of <see cref="MembershipPropertyContract"/>.</summary>
internal enum StepKind
{
    Send,
    Add,
    Remove,
    SetRole,
    SetTitle,
    Pin,
    Read,
    Block,
    Unblock,
}
