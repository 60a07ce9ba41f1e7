using FluentValidation;

namespace Allmine.Architecture.Tests.Fixtures.Requests;

/// <summary>Bad on purpose: it can be inherited from.</summary>
internal class FirstValidator : AbstractValidator<CrowdedQuery>;
