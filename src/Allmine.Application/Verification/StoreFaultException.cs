namespace Allmine.Application.Verification;

/// <summary>Ends a verification at the first thing that is wrong.</summary>
internal sealed class StoreFaultException(string sentence) : Exception(sentence);
