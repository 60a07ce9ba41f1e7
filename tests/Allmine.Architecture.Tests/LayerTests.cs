using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Messages;
using Allmine.Application.Ports.Store;
using Allmine.Architecture.Tests.Rules;
using NetArchTest.Rules;

namespace Allmine.Architecture.Tests;

public sealed class LayerTests
{
    private static readonly string[] Technologies =
        ["MongoDB", "Microsoft.Data.Sqlite", "SQLitePCL", "SkiaSharp", "Microsoft.AspNetCore", "AutoMapper", "Allmine.Infrastructure", "Allmine.Api"];

    private static readonly string[] OfMongo = [Layers.MongoNamespace, "MongoDB"];

    private static readonly string[] OfSqlite = [Layers.SqliteNamespace, "Microsoft.Data.Sqlite", "SQLitePCL"];

    /// <summary>The formats, each in a folder of its own.</summary>
    private static readonly string[] BehindTheDoor = [$"{Layers.InspectionNamespace}.Images", $"{Layers.InspectionNamespace}.Containers"];

    /// <summary>What a controller leaves to the use cases: the infrastructure, and the ports to what is stored.</summary>
    private static string[] BehindTheUseCases => ["Allmine.Infrastructure", .. StorePorts.Select(port => port.FullName!)];

    private static IEnumerable<Type> StorePorts => typeof(IChatRepository).Assembly.GetTypes().Where(type => type.IsInterface
        && (type.Name.EndsWith("Repository", StringComparison.Ordinal) || type.Name.EndsWith("Store", StringComparison.Ordinal)));

    [Fact]
    public void Application_WhenItsTypesAreRead_ThenTheyKnowNoTechnology() =>
        DependencyRules.DoesNotKnow(Layers.In(Layers.Application, "Allmine.Application"), Technologies).AssertHolds();

    [Fact]
    public void Application_WhenCompiled_ThenRefersToNoTechnology() => DependencyRules.DoesNotReferTo(Layers.Application, Technologies).AssertHolds();

    [Fact]
    public void Infrastructure_WhenCompiled_ThenDoesNotReferToTheApi() =>
        DependencyRules.DoesNotReferTo(Layers.Infrastructure, "Allmine.Api", "Microsoft.AspNetCore", "AutoMapper").AssertHolds();

    [Fact]
    public void SqliteStore_WhenItsTypesAreRead_ThenTheyDoNotKnowTheOther() =>
        DependencyRules.DoesNotKnow(Layers.In(Layers.Infrastructure, Layers.SqliteNamespace), OfMongo).AssertHolds();

    [Fact]
    public void MongoStore_WhenItsTypesAreRead_ThenTheyDoNotKnowTheOther() =>
        DependencyRules.DoesNotKnow(Layers.In(Layers.Infrastructure, Layers.MongoNamespace), OfSqlite).AssertHolds();

    [Fact]
    public void Infrastructure_WhenItsTypesAreRead_ThenTheyKnowTheInspectionByItsDoorAlone() =>
        DependencyRules.DoesNotKnow(Layers.Outside(Layers.Infrastructure, Layers.InspectionNamespace), BehindTheDoor).AssertHolds();

    [Fact]
    public void Controllers_WhenTheirTypesAreRead_ThenTheyGoThroughTheUseCases()
    {
        // The names that the rule forbids are themselves found by a search, which must have found the ports.
        Assert.Contains(typeof(IMessageRepository), StorePorts);
        Assert.Contains(typeof(ICommitStore), StorePorts);
        DependencyRules.DoesNotKnow(Types.InAssembly(Layers.Api).That().HaveNameEndingWith("Controller"), BehindTheUseCases).AssertHolds();
    }

    [Fact]
    public void AutoMapper_WhenLookedFor_ThenIsInTheApiAlone()
    {
        foreach (var layer in new[] { Layers.Domain, Layers.Application, Layers.Infrastructure })
            DependencyRules.DoesNotReferTo(layer, "AutoMapper").AssertHolds();
        DependencyRules.DoesNotReferTo(Layers.Api, "AutoMapper").AssertRejects("AutoMapper");
    }

    [Fact]
    public void Knowledge_WhenAUseCaseKnowsATechnology_ThenTheRuleRejectsIt() =>
        DependencyRules.DoesNotKnow(Layers.FixturesOf("Application"), Technologies).AssertRejects("ChatReader");

    [Fact]
    public void Knowledge_WhenATypeGoesPastTheDoorOfTheInspection_ThenTheRuleRejectsIt() =>
        DependencyRules.DoesNotKnow(Layers.FixturesOf("Inspection"), BehindTheDoor).AssertRejects("PastTheDoor");

    [Theory]
    [MemberData(nameof(ForbiddenToStores))]
    public void Knowledge_WhenAStoreKnowsTheOther_ThenTheRuleRejectsIt(string[] other) =>
        DependencyRules.DoesNotKnow(Layers.FixturesOf("Stores"), other).AssertRejects("SqliteOrMongo");

    [Fact]
    public void Knowledge_WhenAControllerGoesPastTheUseCases_ThenTheRuleRejectsIt() =>
        DependencyRules.DoesNotKnow(Layers.FixturesOf("Controllers"), BehindTheUseCases).AssertRejects("ChatsController", "StoresController");

    [Fact]
    public void Knowledge_WhenATypeMapsElsewhere_ThenTheRuleRejectsIt() =>
        DependencyRules.DoesNotKnow(Layers.FixturesOf("Mapping"), "AutoMapper").AssertRejects("CopyingProfile");

    [Fact]
    public void Rule_WhenItLooksAtNothing_ThenDoesNotHold() =>
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => DependencyRules.DoesNotKnow(Layers.FixturesOf("Nowhere"), "AutoMapper").AssertHolds());

    public static TheoryData<string[]> ForbiddenToStores => [OfMongo, OfSqlite];
}
