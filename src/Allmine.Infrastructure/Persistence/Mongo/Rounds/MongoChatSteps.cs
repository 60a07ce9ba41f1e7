using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;

namespace Allmine.Infrastructure.Persistence.Mongo.Rounds;

/// <summary>
/// The order in which a round writes messages and the changes of chats themselves, which are in two collections, so that readers of the change stream are told of
/// each chat's changes by their numbers. Almost always it is one step: the messages, and then what has changed by the last of them.
/// </summary>
/// <param name="writes">The changes of chats themselves, in the order of their numbers within each chat.</param>
internal sealed class MongoChatSteps(List<ChatAlterationWrite> writes)
{
    private readonly Dictionary<Id<Chat>, List<ChatAlterationWrite>> ofChats = writes.GroupBy(write => write.Alteration.ChatId).ToDictionary(group => group.Key, group => group.ToList());

    /// <summary>One more than the most changes of one chat itself; without the last one if nothing comes after them, which costs nothing either.</summary>
    public int Count { get; } = 1 + writes.GroupBy(write => write.Alteration.ChatId).Select(group => group.Count()).DefaultIfEmpty().Max();

    /// <summary>What comes after so many of its chat's own changes in the round.</summary>
    public List<T> At<T>(int step, List<T> all, Func<T, (Id<Chat> ChatId, long Change)> placeOf) =>
        ofChats.Count == 0 ? all : all.FindAll(each => StepOf(placeOf(each)) == step);

    /// <summary>The changes that end the step: the next one of each chat.</summary>
    public IEnumerable<ChatAlterationWrite> EndOf(int step) => ofChats.Values.Where(own => own.Count > step).Select(own => own[step]);

    private int StepOf((Id<Chat> ChatId, long Change) place) =>
        ofChats.TryGetValue(place.ChatId, out var own) ? own.Count(write => write.Alteration.Change < place.Change) : 0;
}
