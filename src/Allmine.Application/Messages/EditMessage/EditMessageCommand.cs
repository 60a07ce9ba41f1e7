using Allmine.Application.Authorization;
using Allmine.Domain;
using MediatR;

namespace Allmine.Application.Messages.EditMessage;

/// <summary>Changes the words, the caption or the metadata of a message. By its sender.</summary>
/// <param name="MessageId">The message.</param>
/// <param name="Content">The words; null takes a caption away. Not given, they stay.</param>
/// <param name="Metadata">A JSON object as it was written; null takes it away. Not given, it stays.</param>
/// <param name="IfMatch"><c>*</c>, or the version that the message must have in quotation marks, as in <c>"3"</c>; null or empty for any.</param>
[RequiresCaller(RequiredCaller.ActingUser)]
public sealed record EditMessageCommand(string MessageId, Change<string> Content, Change<string> Metadata, string? IfMatch) : IRequest<MessageView>
{
    /// <summary>The form of <see cref="IfMatch"/>.</summary>
    public const string IfMatchPattern = """^(\*|"[1-9][0-9]{0,8}")$""";
}
