using System.Text;
using System.Text.Json;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Infrastructure;
using Allmine.Infrastructure.Persistence.Sqlite.Records;
using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.Sqlite;

public sealed class SqliteLifeReaderTests
{
    private static readonly ObjectIdGenerator Ids = new(TimeProvider.System);
    private static readonly DateTime Noon = StoreContract.Noon;

    [Fact]
    public void Read_WhenItWasWritten_ThenIsTheSame()
    {
        var film = new MediaContent(MediaKind.Video, "film.mp4", 1, null, null, null, "film.mp4", null);
        var message = Message.OfMedia(new MessageHeader(Ids.NewId<Message>(), Ids.NewId<Chat>(), 1, Ids.NewId<User>(), Noon), film);
        foreach (var alter in new Func<Message, long, Message>[]
        {
            (before, change) => before.ShowThumbnail("film.mp4", "\"thumb\\nail.jpg", change),
            (before, change) => before.React(Ids.NewId<User>(), "👍", change, Noon),
            (before, change) => before.React(Ids.NewId<User>(), "\"\\", change, Noon.AddDays(1)),
            (before, change) => before.React(Ids.NewId<User>(), "👍", change, Noon.AddDays(2)),
            (before, change) => before.Edit(new MessageEdit(Change<string>.To("caption"), default), change, Noon.AddHours(1)),
            (before, change) => before.Pin(change, Noon.AddHours(2)),
        })
        {
            message = alter(message, message.Change + 1);
            AssertSame(message);
        }

        AssertSame(message.Delete(9, Noon.AddHours(3)));
        Assert.True(Read(SqliteLife.Write(message.Delete(9, Noon), isOnlyDeleted: true)).IsOnlyDeleted);
    }

    [Theory]
    [InlineData("""{"version":2}""", 2)]
    [InlineData("""{"of":{"a":[1,{"version":7}]},"version":2,"later":[{}],"reactions":null,"pinnedAt":null}""", 2)]
    [InlineData("""{ "reactions": [ { "by": [ { "at": 1, "of": {}, "user": "64d15f9e2e6c8f4d5a111111" } ], "later": [], "emoji": "a" } ], "version": 3 }""", 3)]
    [InlineData("{}", 0)]
    public void Read_WhenANewerVersionHasMore_ThenTheRestIsPassedOver(string json, int version) => Assert.Equal(version, Read(json).Version);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("""{"version":"1"}""")]
    [InlineData("""{"version":1.5}""")]
    [InlineData("""{"version":1,"editedAt":"x"}""")]
    [InlineData("""{"version":1,"thumbnailKey":5}""")]
    [InlineData("""{"version":1,"reactions":{}}""")]
    [InlineData("""{"version":1,"reactions":[5]}""")]
    [InlineData("""{"version":1,"reactions":[{"emoji":"a"}]}""")]
    [InlineData("""{"version":1,"reactions":[{"by":[]}]}""")]
    [InlineData("""{"version":1,"reactions":[{"emoji":"a","by":[{"at":1}]}]}""")]
    public void Read_WhenItIsNone_ThenItCantBeRead(string json)
    {
        Assert.ThrowsAny<JsonException>(() => Read(json));
        Assert.Null(SqliteLife.ReadOrNull(json));
    }

    private static SqliteLife Read(string json) => SqliteLife.Read(Encoding.UTF8.GetBytes(json));

    private static void AssertSame(Message message)
    {
        var stored = Read(SqliteLife.Write(message));
        var life = stored.ToLife(message.Change);
        Assert.Equal(message.Life with { Reactions = [] }, life with { Reactions = [] });
        Assert.Equal(message.Life.Reactions.Select(reaction => reaction.Emoji), life.Reactions.Select(reaction => reaction.Emoji));
        Assert.Equal(message.Life.Reactions.SelectMany(reaction => reaction.Reactors), life.Reactions.SelectMany(reaction => reaction.Reactors));
        Assert.Equal(message.Life.ThumbnailChange is null ? null : message.Media?.ThumbnailKey, stored.ThumbnailKey);
    }
}
