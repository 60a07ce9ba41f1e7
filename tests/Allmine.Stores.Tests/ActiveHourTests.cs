using System.Globalization;
using Allmine.Infrastructure.Persistence;

namespace Allmine.Stores.Tests;

public sealed class ActiveHourTests
{
    [Theory]
    [InlineData("2026-03-14T12:00:00.000Z", "2026-03-14T12:00:00.000Z")]
    [InlineData("2026-03-14T12:59:59.999Z", "2026-03-14T12:00:00.000Z")]
    [InlineData("2026-03-14T13:00:00.000Z", "2026-03-14T13:00:00.000Z")]
    [InlineData("1970-01-01T00:00:00.000Z", "1970-01-01T00:00:00.000Z")]
    public void Of_WhenATimeIsGiven_ThenIsTheBeginningOfItsHour(string time, string hour)
    {
        var found = ActiveHour.Of(DateTime.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal));

        Assert.Equal(DateTime.Parse(hour, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal), found);
        Assert.Equal(DateTimeKind.Utc, found.Kind);
    }
}
