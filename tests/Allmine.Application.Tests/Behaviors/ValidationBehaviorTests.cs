using Allmine.Application.Behaviors;
using Allmine.Application.Ports;
using Allmine.Application.Validation;
using Allmine.Domain.Errors;
using FluentValidation;
using Moq;

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
    public async Task Handle_WhenTheRequestWasReadWithFaults_ThenTellsThemFirstAndHandlesNothing()
    {
        var faults = new ReadingFaults();
        faults.Add(new ErrorDetail(ErrorCode.Format, "limit"));
        var reading = Mock.Of<IRequestReading>(reading => reading.Faults == faults);

        foreach (var (text, codes) in new[] { ("good", "validation.limit.format"), ("bad", "validation.limit.format validation.text.allowed_values validation.text.too_long") })
        {
            var behavior = new ValidationBehavior<ForUsers, string>([new ForUsersValidator()], reading);
            var exception = await Assert.ThrowsAsync<InvalidRequestException>(() => behavior.Handle(new ForUsers(text), default, () => throw new InvalidOperationException()));

            Assert.Equal(codes, string.Join(' ', exception.Errors.Select(fault => fault.Name)));
        }
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
