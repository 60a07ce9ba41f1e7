using Allmine.Application.Behaviors;
using Allmine.Application.Validation;
using Allmine.Domain.Errors;
using FluentValidation;

namespace Allmine.Application.Tests.Behaviors;

public sealed class ValidationBehaviorTests
{
    [Fact]
    public async Task Handle_WhenNoRuleIsBroken_ThenIsHandled() => Assert.Equal("handled", await HandleAsync("good", new ForUsersValidator()));

    [Fact]
    public async Task Handle_WhenRulesAreBroken_ThenReportsAllOfThemAndHandlesNothing()
    {
        var exception = await Assert.ThrowsAsync<InvalidRequestException>(() => HandleAsync("bad", new ForUsersValidator()));

        Assert.Equal(["validation.text.allowed_values", "validation.text.too_long"], exception.Errors.Select(fault => fault.Name));
        Assert.Equal([4], exception.Errors[1].Details);
    }

    [Fact]
    public async Task Handle_WhenARuleReportsNoFault_ThenItIsADefect()
    {
        var validator = new InlineValidator<ForUsers>();
        validator.RuleFor(request => request.Text).NotNull();

        await Assert.ThrowsAsync<InvalidOperationException>(() => HandleAsync(null, validator));
    }

    private static async Task<string> HandleAsync(string? text, params IValidator<ForUsers>[] validators)
    {
        var handled = 0;
        var behavior = new ValidationBehavior<ForUsers, string>(validators, new FaultlessReading());
        try
        {
            return await behavior.Handle(new ForUsers(text), default, () =>
            {
                handled++;
                return Task.FromResult("handled");
            });
        }
        catch (Exception)
        {
            Assert.Equal(0, handled);
            throw;
        }
    }
}
