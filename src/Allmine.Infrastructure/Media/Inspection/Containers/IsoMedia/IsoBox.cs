namespace Allmine.Infrastructure.Media.Inspection.Containers.IsoMedia;

/// <summary>The types of the boxes that are looked into: four letters each.</summary>
internal static class IsoBox
{
    public const uint Movie = 0x6D6F6F76; // moov
    public const uint MovieHeader = 0x6D766864; // mvhd
    public const uint MovieExtends = 0x6D766578; // mvex
    public const uint MovieExtendsHeader = 0x6D656864; // mehd
    public const uint TrackExtends = 0x74726578; // trex
    public const uint Track = 0x7472616B; // trak
    public const uint TrackHeader = 0x746B6864; // tkhd
    public const uint TrackReferences = 0x74726566; // tref
    public const uint Chapters = 0x63686170; // chap
    public const uint Edits = 0x65647473; // edts
    public const uint EditList = 0x656C7374; // elst
    public const uint Media = 0x6D646961; // mdia
    public const uint MediaHeader = 0x6D646864; // mdhd
    public const uint Handler = 0x68646C72; // hdlr
    public const uint MediaInformation = 0x6D696E66; // minf
    public const uint SampleTable = 0x7374626C; // stbl
    public const uint SampleDescriptions = 0x73747364; // stsd
    public const uint PixelAspect = 0x70617370; // pasp
    public const uint SampleDurations = 0x73747473; // stts
    public const uint CompositionOffsets = 0x63747473; // ctts
    public const uint SampleSizes = 0x7374737A; // stsz
    public const uint CompactSampleSizes = 0x73747A32; // stz2
    public const uint SegmentIndex = 0x73696478; // sidx
    public const uint Fragment = 0x6D6F6F66; // moof
    public const uint TrackFragment = 0x74726166; // traf
    public const uint TrackFragmentHeader = 0x74666864; // tfhd
    public const uint TrackRun = 0x7472756E; // trun
    public const uint VideoHandler = 0x76696465; // vide
    public const uint SoundHandler = 0x736F756E; // soun
}
