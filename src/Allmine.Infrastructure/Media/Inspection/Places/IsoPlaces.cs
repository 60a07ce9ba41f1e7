using Allmine.Infrastructure.Media.Inspection.Containers.IsoMedia;
using Allmine.Infrastructure.Media.Inspection.Images.Heif;
using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Places;

/// <summary>
/// Finds the places in MP4, M4A and MOV. They stand in user data (<c>©xyz</c>, <c>loci</c>, boxes of makers of cameras), in metadata with names
/// (Apple's location keys), in XMP, and in tracks of timed metadata (<c>gpmd</c>, <c>camm</c>, <c>mebx</c>). What is known to be harmless stays;
/// any other metadata become <c>free</c> boxes of zeros, since makers invent new ones.
/// </summary>
internal sealed class IsoPlaces
{
    private static readonly HashSet<string> OfFile = ["ftyp", "moov", "mdat", "moof", "mfra", "sidx", "ssix", "styp", "prft", "emsg", "pdin", "wide", "pnot", "PICT", "imda"];

    private static readonly HashSet<string> OfMovie = ["mvhd", "trak", "iods", "mvex", "pssh", "ctab", "rmra", "cmov", "clip", "prfl"];

    private static readonly HashSet<string> OfTrack = ["tkhd", "edts", "mdia", "tref", "load", "matt", "clip", "imap", "trgr", "txas", "tapt"];

    private static readonly HashSet<string> OfMedia = ["mdhd", "hdlr", "minf", "elng"];

    /// <summary>User data that tell no place, besides those that begin with ©: titles and the like, and what players go by.</summary>
    private static readonly HashSet<string> OfUserData =
    [
        "name", "titl", "auth", "perf", "gnre", "dscp", "kywd", "albm", "yrrc", "rtng", "clsf", "cprt", "coll", "hnti", "hinf", "chpl", "kind",
        "elng", "tsel", "ludt", "strk", "LOOP", "SelO", "AllF", "WLOC", "tagc", "ptv ",
    ];

    /// <summary>Of spherical films, and of films for a handheld: neither tells a place.</summary>
    private static readonly Guid[] Harmless = [new("ffcc8263-f855-4a93-8814-587a02521fdd"), new("50524f46-21d2-4fce-bb88-695cfac9c740")];

    private readonly BoundedReader reader;
    private readonly PlaceErasures erasures;
    private readonly IsoMetadataPlaces metadata;
    private readonly IsoFragmentPlaces fragments;

    public IsoPlaces(BoundedReader reader, PlaceErasures erasures)
    {
        this.reader = reader;
        this.erasures = erasures;
        metadata = new IsoMetadataPlaces(reader, erasures);
        fragments = new IsoFragmentPlaces(reader, erasures);
    }

    public void Find() => Walk(OfFile);

    /// <summary>
    /// In an image of HEIF: boxes that are neither the picture nor an index, such as XMP and the films of motion photos, and the tracks of sequences. The
    /// picture's own index stays as it is: <see cref="HeifReader"/> knows which of its items are metadata.
    /// </summary>
    public void FindAroundPicture() => Walk([.. OfFile, "meta"]);

    private void Walk(HashSet<string> known)
    {
        foreach (var box in IsoBoxAt.All(reader, 0, reader.Length))
        {
            if (box.Type == "moov")
                WalkMovie(box);
            else if (box.Type == "moof")
                fragments.Walk(box);
            // At this level named metadata, where they are not the picture's index.
            if (box.Type != "meta" || !known.Contains("meta"))
                Visit(box, known);
        }
    }

    private void WalkMovie(IsoBoxAt movie)
    {
        foreach (var box in IsoBoxAt.All(reader, movie.Body, movie.End))
        {
            if (box.Type == "trak")
                WalkTrack(box);
            else if (box.Type == "mvex")
                fragments.ReadDefaults(box);
            else if (box.Type == "gps ")
                ClearListed(box);
            Visit(box, OfMovie);
        }
    }

    private void WalkTrack(IsoBoxAt track)
    {
        uint identifier = 0;
        foreach (var box in IsoBoxAt.All(reader, track.Body, track.End))
        {
            if (box.Type == "tkhd" && reader.TryReadByte(box.Body, out var version))
            {
                _ = reader.TryReadUInt32(box.Body + (version == 1 ? 20 : 12), out identifier);
            }
            else if (box.Type == "mdia")
            {
                foreach (var part in IsoBoxAt.All(reader, box.Body, box.End))
                    Visit(part, OfMedia);
                if (new IsoTimedMetadata(reader, erasures).Clear(box))
                    fragments.Tracks.Add(identifier);
            }

            Visit(box, OfTrack);
        }
    }

    /// <summary>A box that may stand at several levels, or that is known at this one; any other is freed.</summary>
    private void Visit(IsoBoxAt box, HashSet<string> known)
    {
        switch (box.Type)
        {
            case "udta":
                foreach (var part in IsoBoxAt.All(reader, box.Body, box.End))
                {
                    if (part.Type is "meta")
                        metadata.Walk(part);
                    else if (part.Type == "©xyz" || !(part.Type.StartsWith('©') || OfUserData.Contains(part.Type)))
                        erasures.Free(part);
                }

                break;
            case "meta":
                metadata.Walk(box);
                break;
            case "uuid" when IsHarmless(box):
                break;
            default:
                if (!known.Contains(box.Type))
                    erasures.Free(box);
                break;
        }
    }

    private bool IsHarmless(IsoBoxAt box)
    {
        Span<byte> type = stackalloc byte[16];
        return reader.TryRead(box.Body, type) && Harmless.Contains(new Guid(type, bigEndian: true));
    }

    /// <summary>What cameras of cars write amid the sound and the pictures, and list in the movie.</summary>
    private void ClearListed(IsoBoxAt list)
    {
        const ulong FreeGps = 0x6672656547505320; // "freeGPS "
        for (var entry = list.Body + 8; entry + 8 <= list.End && !erasures.IsFull; entry += 8)
        {
            if (reader.TryReadUInt32(entry, out var offset) && reader.TryReadUInt32(entry + 4, out var size) && size > 12
                && reader.TryReadUInt64(offset + 4L, out var name) && name == FreeGps)
                erasures.Clear(offset + 12L, size - 12);
        }
    }
}
