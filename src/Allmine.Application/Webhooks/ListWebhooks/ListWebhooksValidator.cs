using FluentValidation;

namespace Allmine.Application.Webhooks.ListWebhooks;

/// <summary>There is nothing that could be wrong.</summary>
internal sealed class ListWebhooksValidator : AbstractValidator<ListWebhooksQuery>;
