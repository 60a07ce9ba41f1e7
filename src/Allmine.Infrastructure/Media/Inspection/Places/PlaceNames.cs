namespace Allmine.Infrastructure.Media.Inspection.Places;

/// <summary>What metadata are called that tell a place: <c>com.apple.quicktime.location.ISO6709</c>, <c>RECORDING_LOCATION</c>, <c>GPSLatitude</c> …</summary>
internal static class PlaceNames
{
    private static readonly string[] Parts = ["location", "gps", "iso6709", "latitude", "longitude", "coordinate", "xmp", "exif"];

    /// <summary>XMP and Exif count: they have places among all else.</summary>
    public static bool IsOne(string name) => Array.Exists(Parts, part => name.Contains(part, StringComparison.OrdinalIgnoreCase));
}
