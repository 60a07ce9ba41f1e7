using Allmine.Api.Contracts.Files;
using Allmine.Api.Contracts.Messages;
using Allmine.Api.Contracts.Users;
using Allmine.Api.Http.Json;
using Allmine.Application.Messages;
using Allmine.Application.Messages.GetHistory;
using Allmine.Application.Messages.GetMessages;
using Allmine.Application.Messages.GetVersions;
using Allmine.Application.Messages.ListReactions;
using Allmine.Domain;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using AutoMapper;

namespace Allmine.Api.Mapping;

/// <summary>How what the use cases answer becomes what callers read.</summary>
internal sealed class MessageProfile : Profile
{
    public MessageProfile()
    {
        CreateMap<Id<User>, string>().ConvertUsing(id => id.ToString());
        CreateMap<MessageView, MessageResponse>()
            .ForMember(response => response.Id, map => map.MapFrom(view => IdOf(view.Message)))
            .ForMember(response => response.ChatId, map => map.MapFrom(view => view.Message.ChatId.ToString()))
            .ForMember(response => response.SenderId, map => map.MapFrom(view => SenderOf(view.Message)))
            .ForMember(response => response.Type, map => map.MapFrom(view => TypeOf(view.Message)))
            .ForMember(response => response.Content, map => map.MapFrom(view => ContentOf(view.Message)))
            .ForMember(response => response.Media, map => map.MapFrom(view => MediaOf(view.Message)))
            .ForMember(response => response.CreditTransfer, map => map.MapFrom(view => TransferOf(view.Message)))
            .ForMember(response => response.CreatedAt, map => map.MapFrom(view => TimeOf(view.Message)))
            .ForMember(response => response.UpdatedAt, map => map.MapFrom(view => UpdateOf(view.Message)))
            .ForMember(response => response.Sequence, map => map.MapFrom(view => view.Message.Sequence))
            .ForMember(response => response.Metadata, map => map.MapFrom(view => MetadataOf(view.Message)))
            .ForMember(response => response.Silent, map => map.MapFrom(view => IsSilent(view.Message)))
            .ForMember(response => response.ReplyTo, map => map.MapFrom(view => ReplyOf(view.Message)))
            .ForMember(response => response.Mentions, map => map.MapFrom(view => MentionsIn(view.Message)))
            .ForMember(response => response.Version, map => map.MapFrom(view => VersionOf(view.Message)))
            .ForMember(response => response.EditedAt, map => map.MapFrom(view => LifeOf(view.Message).EditedAt))
            .ForMember(response => response.DeletedAt, map => map.MapFrom(view => LifeOf(view.Message).DeletedAt))
            .ForMember(response => response.Reactions, map => map.MapFrom(view => ReactionsOn(view)))
            .ForMember(response => response.PinnedAt, map => map.MapFrom(view => LifeOf(view.Message).PinnedAt))
            .ForMember(response => response.Change, map => map.MapFrom(view => view.Message.Change));
        CreateMap<MessageVersion, VersionResponse>()
            .ForMember(response => response.Metadata, map => map.MapFrom(version => JsonOf(version.Metadata)));
        CreateMap<MessagesPage, MessagesResponse>();
        CreateMap<VersionsPage, VersionsResponse>();
        CreateMap<ReactionItem, ReactionItemResponse>();
        CreateMap<ReactionsPage, ReactionsResponse>();
        CreateMap<MediaContent, MediaResponse>()
            .ForMember(response => response.Type, map => map.MapFrom(media => MediaKindNames.NameOf(media.Kind)))
            .ForMember<string?>(response => response.Url, map => map.MapFrom<MediaUrlResolver, string?>(media => media.Key))
            .ForMember(response => response.ThumbnailUrl, map => map.MapFrom<MediaUrlResolver, string?>(media => media.ThumbnailKey));
        CreateMap<MediaContent, FileResponse>()
            .ForMember(response => response.Id, map => map.Ignore())
            .ForMember(response => response.Type, map => map.MapFrom(media => MediaKindNames.NameOf(media.Kind)))
            .ForMember<string?>(response => response.Url, map => map.MapFrom<MediaUrlResolver, string?>(media => media.Key))
            .ForMember(response => response.ThumbnailUrl, map => map.MapFrom<MediaUrlResolver, string?>(media => media.ThumbnailKey));
        CreateMap<UploadedFile, FileResponse>()
            .IncludeMembers(file => file.Content)
            .ForMember(response => response.Id, map => map.MapFrom(file => file.Id.ToString()));
        CreateMap<HistoryPage, HistoryResponse>();
        CreateMap<StoredUser, UserResponse>()
            .ForMember(response => response.Id, map => map.MapFrom(user => user.Id.ToString()))
            .ForMember(response => response.Username, map => map.MapFrom(user => UsernameOf(user)))
            .ForMember(response => response.ProfilePhoto, map => map.MapFrom(user => PhotoOf(user)))
            .ForMember(response => response.Kind, map => map.MapFrom(user => KindOf(user)));
    }

    // Of a message that can't be read, its place alone; every other property is null.
    private static string? IdOf(StoredMessage message) => message.Readable is { } whole ? whole.Id.ToString() : message.Unreadable!.Id?.ToString();

    private static string? SenderOf(StoredMessage message) => message.Readable?.SenderId.ToString();

    private static string TypeOf(StoredMessage message) => message.Readable is { } whole ? MessageKindNames.NameOf(whole.Kind) : MessageKindNames.Unreadable;

    private static string? ContentOf(StoredMessage message) => message.Readable?.Content;

    private static MediaContent? MediaOf(StoredMessage message) => message.Readable?.Media;

    private static Message? TransferOf(StoredMessage message) => message.Readable is { Transfer: not null } whole ? whole : null;

    private static DateTime? TimeOf(StoredMessage message) => message.Readable is { } whole ? whole.CreatedAt : message.Unreadable!.CreatedAt;

    private static DateTime? UpdateOf(StoredMessage message) => message.Readable is { } whole ? whole.UpdatedAt : message.Unreadable!.CreatedAt;

    private static JsonText? MetadataOf(StoredMessage message) => JsonOf(message.Readable?.Attributes.Metadata);

    private static JsonText? JsonOf(string? json) => json is null ? null : new JsonText(json);

    private static MessageLife LifeOf(StoredMessage message) => message.Readable?.Life ?? MessageLife.Untouched;

    private static int VersionOf(StoredMessage message) => message.Readable?.Life.Version ?? 0;

    /// <summary>Of the message, as its viewer reads them.</summary>
    internal static IReadOnlyList<ReactionResponse> ReactionsOn(MessageView view) => LifeOf(view.Message).Reactions is { Count: > 0 } reactions
        ? [.. reactions.Select(reaction => new ReactionResponse { Emoji = reaction.Emoji, Count = reaction.Reactors.Count, Mine = view.Viewer is { } viewer && reaction.IsBy(viewer) })]
        : [];

    private static bool IsSilent(StoredMessage message) => message.Readable is { Attributes.IsSilent: true };

    private static ReplyToResponse? ReplyOf(StoredMessage message) => message.Readable?.Attributes.ReplyTo is { } reply
        ? new ReplyToResponse { Id = reply.Id.ToString(), Sequence = reply.Sequence }
        : null;

    private static IReadOnlyList<Id<User>> MentionsIn(StoredMessage message) => message.Readable?.Attributes.Mentions ?? [];

    private static string? KindOf(StoredUser user) => user.Profile is { } known ? UserKindNames.NameOf(known.Kind) : null;

    internal static string? UsernameOf(StoredUser user) => user.Profile?.Username.Value;

    internal static string? PhotoOf(StoredUser user) => user.Profile?.ProfilePhoto;
}
