namespace Allmine.Application.Verification;

/// <summary>Ends a verification that has found <see cref="VerificationReport.MostFaults"/>.</summary>
internal sealed class TooManyProblemsException : Exception;
