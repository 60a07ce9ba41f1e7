using Allmine.Application.Authorization;
using Allmine.Application.Ports.Files;
using Allmine.Domain.Media;
using MediatR;

namespace Allmine.Application.Media.UploadFile;

/// <summary>Stores a file, to be named in messages later.</summary>
/// <param name="File">The upload; its owner disposes of it.</param>
[RequiresCaller(RequiredCaller.ActingUser)]
public sealed record UploadFileCommand(IReceivedFile? File) : IRequest<UploadedFile>;
