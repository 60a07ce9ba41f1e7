using System.Globalization;
using Allmine.Application.Authorization;
using Allmine.Application.GroupCommit.Intents.Alterations;
using Allmine.Domain;
using Allmine.Domain.Messages;
using MediatR;

namespace Allmine.Application.Messages.EditMessage;

internal sealed class EditMessageHandler(CallerAuthority caller, MessageAlterations alterations, MessageOptions options) : IRequestHandler<EditMessageCommand, MessageView>
{
    public async Task<MessageView> Handle(EditMessageCommand command, CancellationToken cancellationToken)
    {
        var editor = await caller.FindAsync(cancellationToken);
        var edit = new MessageEdit(command.Content, Compact(command.Metadata))
        {
            ExpectedVersion = VersionIn(command.IfMatch),
            Window = options.EditWindow,
        };
        return await alterations.ApplyAsync(command.MessageId, editor, message => new EditIntent(message, editor.UserId, edit), cancellationToken);
    }

    private static Change<string> Compact(Change<string> metadata) =>
        metadata.Value is { } json ? Change<string>.To(MessageMetadata.Compact(json)) : metadata;

    /// <summary>The version in a text of the form of <see cref="EditMessageCommand.IfMatchPattern"/>; null for any.</summary>
    private static int? VersionIn(string? ifMatch) =>
        ifMatch is null or "" or "*" ? null : int.Parse(ifMatch.AsSpan()[1..^1], NumberStyles.None, CultureInfo.InvariantCulture);
}
