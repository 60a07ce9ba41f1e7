namespace Allmine.Application.Media.GetMedia;

/// <param name="Content">The bytes, seekable; whoever gets them disposes of them.</param>
/// <param name="ContentType">Found from the bytes; of what is never shown, <see cref="Name"/> may have said which of several it is.</param>
/// <param name="Name">To save it by: the file's own, or that of its key where none was kept.</param>
/// <param name="IsShown">Whether it is an image, a film or a sound; browsers must only save all else.</param>
public sealed record ServedMedia(Stream Content, string ContentType, string Name, bool IsShown);
