namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>The one document of the collection <c>webhooks</c>.</summary>
internal static class WebhookFields
{
    public const string Text = "text";
    public const string Revision = "revision";
}
