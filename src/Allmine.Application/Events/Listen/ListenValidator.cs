using FluentValidation;

namespace Allmine.Application.Events.Listen;

/// <summary>Any text may stand for a position: one that is none is answered within the stream.</summary>
internal sealed class ListenValidator : AbstractValidator<ListenQuery>;
