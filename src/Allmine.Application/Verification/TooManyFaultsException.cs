namespace Allmine.Application.Verification;

/// <summary>Ends a verification that has found <see cref="StoreReport.MostFaults"/>.</summary>
internal sealed class TooManyFaultsException : Exception;
