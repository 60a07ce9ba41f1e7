using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Media.GetMedia;

/// <summary>Reads the bytes of a file or thumbnail. Its key can't be guessed, so that whoever has it may read it.</summary>
[RequiresCaller(RequiredCaller.Nothing)]
public sealed record GetMediaQuery(string Key) : IRequest<ServedMedia>;
