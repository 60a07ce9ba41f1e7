namespace Allmine.Application.Tests.Behaviors;

/// <summary>A demand is not inherited: the heir has to declare its own.</summary>
internal sealed record HeirOfForUsers(string? Text) : ForUsers(Text);
