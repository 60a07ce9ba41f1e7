using System.Collections.Immutable;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;

namespace Allmine.Stores.Tests.Contracts.Memberships;

/// <summary>A chat as of a number, by what callers are promised: what each step would be answered with, and what it makes of the chat.</summary>
/// <param name="IsDirect">Whether it is the direct chat of its two members.</param>
/// <param name="Title">Of a group.</param>
/// <param name="LastSequence">The number of its last message.</param>
/// <param name="Members">Who is in it.</param>
internal sealed record ModelChat(bool IsDirect, string? Title, long LastSequence, ImmutableDictionary<Id<User>, ModelMember> Members)
{
    public bool IsLeaderless => !IsDirect && Members.Count > 0 && !Members.Values.Any(member => member.Role == ChatRole.Owner);

    public static ModelChat Group(string title, IReadOnlyList<Id<User>> users) => new(
        IsDirect: false, title, 0, users.ToImmutableDictionary(user => user, user => new ModelMember(user == users[0] ? ChatRole.Owner : ChatRole.Member, 0, SeesAll: false, 0)));

    public static ModelChat Direct(DirectPair pair) => new(
        IsDirect: true, null, 0, new[] { pair.Lower, pair.Higher }.ToImmutableDictionary(user => user, _ => new ModelMember(ChatRole.Member, 0, SeesAll: false, 0)));

    /// <summary>What a step is answered with.</summary>
    /// <param name="step">The step.</param>
    /// <param name="isBlocked">Whether there is a block between the two.</param>
    /// <param name="isPinned">Whether what the step pins is pinned.</param>
    /// <param name="isKnown">Whether there is such a user.</param>
    public string Answer(Step step, Func<Id<User>, Id<User>, bool> isBlocked, bool isPinned, Func<Id<User>, bool> isKnown) => step.Kind switch
    {
        StepKind.Send => AnswerSend(step, isBlocked),
        StepKind.Pin => AnswerPin(step, isBlocked, isPinned),
        StepKind.Read => Members.ContainsKey(step.By) ? Told.Done : "chat.not_a_member",
        StepKind.Block or StepKind.Unblock => Told.Done,
        _ => AnswerChange(step, isBlocked, isKnown),
    };

    /// <summary>The chat with the message, or the line, of a step that is done.</summary>
    public ModelChat With(Step step)
    {
        var (line, subject) = (LastSequence + 1, step.Subject.GetValueOrDefault());
        var (title, members) = step.Kind switch
        {
            StepKind.SetTitle => (step.Title, Members),
            StepKind.Add => (Title, Members.Add(subject, new ModelMember(RoleOfNewcomer, line, step.IsSet, step.IsSet ? 0 : LastSequence))),
            StepKind.Remove => (Title, Members.Remove(subject)),
            StepKind.SetRole => (Title, Members.SetItem(subject, Members[subject] with { Role = step.Role })),
            _ => (Title, Members),
        };
        if (members.TryGetValue(step.By, out var by))
            members = members.SetItem(step.By, by with { ReadUpTo = line });
        return this with { Title = title, Members = members, LastSequence = line };
    }

    /// <summary>The metadata of the line that tells of a step here; null for a message.</summary>
    public string? LineOf(Step step) => step.Kind switch
    {
        StepKind.SetTitle => step.Title is { } title ? $$"""{"event":"chat.updated","title":"{{title}}"}""" : """{"event":"chat.updated","title":null}""",
        StepKind.Add => $$"""{"event":"member.added","userId":"{{step.Subject}}","role":"{{ChatRoleNames.NameOf(RoleOfNewcomer)}}"}""",
        StepKind.Remove when step.Subject == step.By => """{"event":"member.left"}""",
        StepKind.Remove => $$"""{"event":"member.removed","userId":"{{step.Subject}}"}""",
        StepKind.SetRole => $$"""{"event":"role.changed","userId":"{{step.Subject}}","role":"{{ChatRoleNames.NameOf(step.Role)}}"}""",
        _ => null,
    };

    private ChatRole RoleOfNewcomer => Members.IsEmpty ? ChatRole.Owner : ChatRole.Member;

    private string AnswerSend(Step step, Func<Id<User>, Id<User>, bool> isBlocked)
    {
        if (!Members.ContainsKey(step.By))
            return "chat.not_a_member";
        if (step.Subject is { } target && !Members.ContainsKey(target))
            return "validation.targetUserId.not_a_member";
        if (!step.Mentions.All(Members.ContainsKey))
            return "validation.mentions.not_a_member";
        IEnumerable<Id<User>> named = [.. step.Mentions, .. (step.Subject ?? OnlyOtherThan(step.By)) is { } receiver ? [receiver] : Array.Empty<Id<User>>()];
        return named.Any(user => isBlocked(step.By, user)) ? "chat.blocked" : Told.Done;
    }

    private string AnswerPin(Step step, Func<Id<User>, Id<User>, bool> isBlocked, bool isPinned)
    {
        if (!step.IsOperator && !(Members.TryGetValue(step.By, out var member) && member.Sees(step.Pinned!.Sequence)))
            return "message.not_found";
        if (!IsDirect && !step.IsOperator && Members[step.By].Role < ChatRole.Admin)
            return "chat.role_required";
        return step.IsSet && !isPinned && IsBarred(step.By, isBlocked) ? "chat.blocked" : Told.Done;
    }

    private string AnswerChange(Step step, Func<Id<User>, Id<User>, bool> isBlocked, Func<Id<User>, bool> isKnown)
    {
        var subject = step.Subject is { } user ? Members.GetValueOrDefault(user) : null;
        var isSelf = step.Subject == step.By;
        if (step.Kind == StepKind.Remove && isSelf && subject is null)
            return Told.Nothing;
        var role = step.IsOperator ? (ChatRole?)ChatRole.Owner : Members.GetValueOrDefault(step.By)?.Role;
        if (role is null)
            return "chat.not_a_member";
        if (IsDirect)
            return "chat.direct";
        if (role < LeastRole(step, subject, isSelf))
            return "chat.role_required";
        var isLastOwner = subject?.Role == ChatRole.Owner && Members.Values.Count(member => member.Role == ChatRole.Owner) == 1;
        return step.Kind switch
        {
            StepKind.SetTitle => step.Title == Title ? Told.Nothing : Told.Done,
            StepKind.Add when subject is not null => Told.Nothing,
            StepKind.Add when !isKnown(step.Subject!.Value) => "user.not_found",
            StepKind.Add => !isSelf && isBlocked(step.By, step.Subject!.Value) ? "chat.blocked" : Told.Done,
            StepKind.Remove when subject is null => Told.Nothing,
            StepKind.Remove => isLastOwner && Members.Count > 1 ? "chat.last_owner" : Told.Done,
            _ when subject is null => "validation.userId.not_a_member",
            _ when subject.Role == step.Role => Told.Nothing,
            _ => isLastOwner ? "chat.last_owner" : Told.Done,
        };
    }

    private static ChatRole LeastRole(Step step, ModelMember? subject, bool isSelf) => step.Kind switch
    {
        StepKind.SetRole => isSelf && step.Role <= subject?.Role ? ChatRole.Member : ChatRole.Owner,
        StepKind.Remove when isSelf => ChatRole.Member,
        StepKind.Remove when subject?.Role == ChatRole.Owner => ChatRole.Owner,
        _ => ChatRole.Admin,
    };

    private bool IsBarred(Id<User> by, Func<Id<User>, Id<User>, bool> isBlocked)
    {
        if (!IsDirect)
            return OnlyOtherThan(by) is { } other && isBlocked(by, other);
        var pair = Members.Keys.ToArray();
        return isBlocked(pair[0], pair[1]);
    }

    private Id<User>? OnlyOtherThan(Id<User> user) => Members.Count == 2 && Members.ContainsKey(user) ? Members.Keys.Single(id => id != user) : null;
}
