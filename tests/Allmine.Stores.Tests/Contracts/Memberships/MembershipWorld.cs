using Allmine.Application.Ports;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Stores.Tests.Contracts.Memberships;

/// <summary>The people and chats of a run, and what is done next.</summary>
/// <param name="users">The last one is a system user.</param>
/// <param name="ids">Makes identifiers.</param>
/// <param name="random">Of all that happens.</param>
internal sealed class MembershipWorld(Id<User>[] users, IIdGenerator ids, Random random)
{
    private static readonly string?[] Titles = ["one", "two", null];

    private readonly Id<User> stranger = ids.NewId<User>();

    private Step? before;

    public IReadOnlyList<Id<User>> Users => users;

    public Random Random => random;

    /// <summary>Two groups, and the direct chats of the first three.</summary>
    public IReadOnlyList<Place> Places { get; } =
    [
        new(null, ModelChat.Group("one", users[..3])),
        new(null, ModelChat.Group("one", users[1..3])),
        .. new[] { (0, 1), (0, 2), (1, 2) }.Select(pair => DirectPair.Of(users[pair.Item1], users[pair.Item2])).Select(pair => new Place(pair, ModelChat.Direct(pair))),
    ];

    /// <summary>Who has blocked whom.</summary>
    public HashSet<(Id<User> By, Id<User> Other)> Blocks { get; } = [];

    public bool IsKnown(Id<User> user) => users.Contains(user);

    public bool IsOperator(Id<User> user) => user == users[^1];

    /// <summary>Something at random, or what one would do after the step before: send to whoever was blocked, leave what was read, come back.</summary>
    public Step NewStep(bool isAlone) => before = (isAlone && random.Next(3) > 0 ? After(before) : null) ?? Anything(isAlone);

    private Step? After(Step? step)
    {
        switch (step?.Kind)
        {
            case StepKind.Block when Places.FirstOrDefault(place => place.Pair is { } pair && pair == DirectPair.Of(step.By, step.Subject!.Value)) is { } place:
                var by = Any([step.By, step.Subject!.Value]);
                return new Step(StepKind.Send, Places.ToList().IndexOf(place), null, ids.NewId<Message>(), by, IsOperator: false) { Subject = place.Pair!.Value.OtherThan(by) };
            case StepKind.Send when Places[step.Place].Pair is { } two && random.Next(2) == 0:
                return step with { Kind = StepKind.Block, By = two.Lower, Subject = two.Higher, IsOperator = false };
            case StepKind.Read when Places[step.Place].Pair is null && random.Next(2) == 0:
                return step with { Kind = StepKind.Remove, Id = ids.NewId<Message>(), Subject = step.By };
            case StepKind.Remove when Places[step.Place].Chat.Members.FirstOrDefault(member => member.Value.Role == ChatRole.Owner).Key is var owner && IsKnown(owner):
                return step with { Kind = StepKind.Add, Id = ids.NewId<Message>(), By = owner, IsOperator = IsOperator(owner), IsSet = random.Next(2) == 0 };
            default:
                return null;
        }
    }

    private Step Anything(bool isAlone)
    {
        var place = random.Next(10) switch { < 5 => 0, < 7 => 1, _ => random.Next(Places.Count) };
        var chat = Places[place];
        var by = random.Next(4) > 0 && chat.Chat.Members.Count > 0 ? Any([.. chat.Chat.Members.Keys]) : Any(users);
        var step = new Step(KindAt(chat), place, chat.Id, ids.NewId<Message>(), by, IsOperator(by));
        return step.Kind switch
        {
            StepKind.Send => Aimed(step, chat),
            StepKind.Add => step with { Subject = random.Next(20) == 0 ? stranger : Any(users), IsSet = random.Next(2) == 0 },
            StepKind.Remove => step with { Subject = random.Next(3) == 0 ? by : Any(users) },
            StepKind.SetRole => step with { Subject = random.Next(4) == 0 ? by : Any(users), Role = (ChatRole)random.Next(3) },
            StepKind.SetTitle => step with { Title = Any(Titles) },
            StepKind.Pin => step with { Pinned = Any([.. chat.Messages.Where(message => message.Kind == MessageKind.Text)]), IsSet = random.Next(3) > 0 },
            // A number past the end is brought down to whatever the end is.
            StepKind.Read => step with { By = Person(by), IsOperator = false, Sequence = random.NextInt64(chat.Chat.LastSequence + (isAlone ? 4 : 1)) },
            _ => Blocking(step, random.Next(3) > 0),
        };
    }

    private StepKind KindAt(Place place)
    {
        if (place.Id is null)
            return random.Next(3) == 0 ? StepKind.Block : StepKind.Send;
        return random.Next(24) switch
        {
            < 7 => StepKind.Send,
            < 12 => StepKind.Add,
            < 15 => StepKind.Remove,
            < 17 => StepKind.SetRole,
            17 => StepKind.SetTitle,
            18 => place.Messages.Exists(message => message.Kind == MessageKind.Text) ? StepKind.Pin : StepKind.Send,
            < 22 => StepKind.Read,
            _ => StepKind.Block,
        };
    }

    private Step Aimed(Step step, Place place)
    {
        if (place.Pair is { } pair && (place.Id is null || random.Next(2) == 0))
        {
            var by = random.Next(2) == 0 ? pair.Lower : pair.Higher;
            return step with { ChatId = null, By = by, IsOperator = false, Subject = pair.OtherThan(by) };
        }

        Id<User>[] others = [.. users.Where(user => user != step.By)];
        Id<User>[] known = [.. others.Where(user => random.Next(6) == 0 || place.Chat.Members.ContainsKey(user))];
        random.Shuffle(known);
        return step with { Subject = random.Next(4) == 0 ? Any(known.Length > 0 ? known : others) : null, Mentions = known[..random.Next(Math.Min(3, known.Length + 1))] };
    }

    /// <summary>Mostly a block is taken back soon, or little would go on.</summary>
    private Step Blocking(Step step, bool isTakenBack)
    {
        if (isTakenBack && Blocks.Count > 0)
        {
            var (blocker, blocked) = Any([.. Blocks]);
            return step with { Kind = StepKind.Unblock, By = blocker, IsOperator = false, Subject = blocked };
        }

        // Mostly of those whose direct chats are there.
        var those = random.Next(3) > 0 ? users[..3] : users;
        var by = Person(Any(those));
        return step with { Kind = StepKind.Block, By = by, IsOperator = false, Subject = Any([.. those.Where(user => user != by)]) };
    }

    private Id<User> Person(Id<User> user) => IsOperator(user) ? users[0] : user;

    private T Any<T>(T[] choices) => choices[random.Next(choices.Length)];
}
