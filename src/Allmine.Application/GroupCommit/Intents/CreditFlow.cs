using Allmine.Domain;
using Allmine.Domain.Users;

namespace Allmine.Application.GroupCommit.Intents;

/// <summary>Credits that an intent would move.</summary>
/// <param name="From">Whose wallet they leave.</param>
/// <param name="To">Whose wallet they enter.</param>
/// <param name="Amount">Whole credits, 1 or more.</param>
internal readonly record struct CreditFlow(Id<User> From, Id<User> To, long Amount);
