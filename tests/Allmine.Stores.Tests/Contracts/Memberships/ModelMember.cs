using Allmine.Domain.Chats;

namespace Allmine.Stores.Tests.Contracts.Memberships;

/// <param name="Role">What the member may do.</param>
/// <param name="Line">The number of the member's own line; 0 for one of the first.</param>
/// <param name="SeesAll">Whether the member sees what was before it.</param>
/// <param name="ReadUpTo">How far the member has read.</param>
internal sealed record ModelMember(ChatRole Role, long Line, bool SeesAll, long ReadUpTo)
{
    public bool Sees(long sequence) => SeesAll || sequence >= Line;
}
