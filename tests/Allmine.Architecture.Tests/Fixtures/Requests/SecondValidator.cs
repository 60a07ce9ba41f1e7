namespace Allmine.Architecture.Tests.Fixtures.Requests;

/// <summary>Bad on purpose: it is the second one.</summary>
internal sealed class SecondValidator : FirstValidator;
