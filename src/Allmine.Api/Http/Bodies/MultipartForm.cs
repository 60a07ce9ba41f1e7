using System.Text;
using System.Text.Unicode;
using Allmine.Api.Configuration;
using Allmine.Api.Errors;
using Allmine.Api.Http.Binding;
using Allmine.Api.Http.Json;
using Allmine.Application.Ports.Files;
using Allmine.Application.Validation;
using Allmine.Domain.Errors;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Allmine.Api.Http.Bodies;

/// <summary>A <c>multipart/form-data</c> body: some texts, and one file in the part <c>file</c>, in any order.</summary>
internal sealed class MultipartForm
{
    public const string MediaType = "multipart/form-data";
    public const string FilePart = "file";

    /// <summary>The most bytes that a body has beside its file.</summary>
    public const long MaxOverhead = 1024 * 1024;

    /// <summary>What a type of a form begins with. Most sends are told by it to be none, without reading the whole header.</summary>
    private const string Multipart = "multipart";

    /// <summary>RFC 2046 allows 70 characters.</summary>
    private const int MaxBoundaryLength = 70;

    /// <summary>The reader's own default of 4 KiB makes long files slow.</summary>
    private const int BufferSize = 64 * 1024;

    /// <summary>The most characters of a part's headers: a name of 4 kB, and what comes with it.</summary>
    private const int MaxHeaderLength = 16 * 1024;

    /// <summary>The most headers of a part, by their names.</summary>
    private const int MaxHeaders = 16;

    private readonly Dictionary<string, string> texts = new(StringComparer.Ordinal);
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private int textBytes;

    private MultipartForm()
    {
    }

    public IReceivedFile? File { get; private set; }

    /// <summary>An empty part counts as absent, as HTML forms send what was left blank.</summary>
    public string? Text(string name) => texts.TryGetValue(name, out var text) && text.Length > 0 ? text : null;

    /// <param name="request">The request, whose body is read to its end.</param>
    /// <param name="names">Of the parts that hold texts.</param>
    /// <exception cref="RefusedException">The body is of another type, too large, or does not come fast enough.</exception>
    /// <exception cref="InvalidRequestException">It can't be read. A part that is unknown or there twice is noted as a fault.</exception>
    public static async Task<MultipartForm> ReadAsync(HttpRequest request, string[] names)
    {
        var boundary = BoundaryOf(request);
        using var body = RequestBody.Open(request, request.HttpContext.RequestServices.GetRequiredService<AllmineSettings>().Media.MaxBodyBytes);
        await using var sections = new SectionStream(body.AsStream(leaveOpen: true), BufferSize + MaxHeaderLength);
        var reader = new MultipartReader(boundary, sections, BufferSize) { HeadersLengthLimit = int.MaxValue, HeadersCountLimit = int.MaxValue };
        var form = new MultipartForm();
        try
        {
            sections.BeginSearch();
            while (await reader.ReadNextSectionAsync(request.HttpContext.RequestAborted) is { } section)
            {
                sections.EndSearch();
                EnsureHeadersFit(section);
                await form.ReadAsync(request, section, names);
                sections.BeginSearch();
            }

            if (form.seen.Count == 0 && request.HttpContext.Features.Get<ReadingFaults>() is null)
                throw Malformed();
            return form;
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw Malformed();
        }
    }

    private static InvalidRequestException Malformed() => new(new ErrorDetail(ProtocolErrorCode.BodyMalformed));

    /// <exception cref="RefusedException">They are too many, or too long.</exception>
    private static void EnsureHeadersFit(MultipartSection section)
    {
        var headers = section.Headers ?? [];
        // Each line has a colon, and a blank behind it.
        var length = headers.Sum(header => header.Value.Sum(value => header.Key.Length + 2 + (value?.Length ?? 0)));
        if (headers.Count > MaxHeaders || length > MaxHeaderLength)
            throw new RefusedException(ProtocolErrorCode.BodyTooLarge);
    }

    /// <summary>Whether the request says that its body is a form.</summary>
    public static bool IsIn(HttpRequest request) => TypeOf(request) is not null;

    private static MediaTypeHeaderValue? TypeOf(HttpRequest request) =>
        request.ContentType.AsSpan().TrimStart().StartsWith(Multipart, StringComparison.OrdinalIgnoreCase)
        && MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals(MediaType, StringComparison.OrdinalIgnoreCase)
            ? type
            : null;

    private static string BoundaryOf(HttpRequest request)
    {
        if (!ContentCoding.IsNone(request) || TypeOf(request) is not { } type)
            throw RequestReading.UnsupportedType(request.HttpContext);
        return HeaderUtilities.RemoveQuotes(type.Boundary).Value is { Length: > 0 and <= MaxBoundaryLength } boundary ? boundary : throw Malformed();
    }

    private async Task ReadAsync(HttpRequest request, MultipartSection section, string[] names)
    {
        if (section.GetContentDispositionHeader() is not { } disposition || !disposition.DispositionType.Equals("form-data", StringComparison.OrdinalIgnoreCase))
            throw Malformed();
        var name = HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? throw Malformed();
        // The reader goes past the bytes of a part that nobody has read.
        if (name != FilePart && !names.Contains(name))
            Note(request, faults => faults.Add(new ErrorDetail(ProtocolErrorCode.Unknown, ForeignName.Quoted(name)) { IsFieldForeign = true }));
        else if (!seen.Add(name))
            Note(request, faults => faults.Add(new ErrorDetail(ErrorCode.Duplicate, name)));
        else if (name == FilePart)
            await ReceiveAsync(request, section, disposition);
        else
            texts.Add(name, await ReadTextAsync(request, name, section));
    }

    private async Task ReceiveAsync(HttpRequest request, MultipartSection section, ContentDispositionHeaderValue disposition)
    {
        var intake = request.HttpContext.RequestServices.GetRequiredService<IMediaIntake>();
        var fileName = FormFileName.Of(disposition);
        try
        {
            File = await intake.ReceiveAsync(section.Body, fileName, section.ContentType, request.HttpContext.RequestAborted);
            request.HttpContext.Response.RegisterForDisposeAsync(File);
        }
        catch (RefusedException exception) when (string.IsNullOrEmpty(fileName) && exception.Code == ErrorCode.MediaUnreadable)
        {
            // Neither name nor bytes: browsers send this for an input in which no file was chosen.
        }
    }

    private async Task<string> ReadTextAsync(HttpRequest request, string name, MultipartSection section)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[4096];
        while (await section.Body.ReadAsync(buffer, request.HttpContext.RequestAborted) is var read and > 0)
        {
            textBytes += read;
            if (textBytes > JsonInputFormatter.MaxBytes)
                throw new RefusedException(ProtocolErrorCode.BodyTooLarge);
            bytes.Write(buffer, 0, read);
        }

        var text = bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
        if (Utf8.IsValid(text))
            return Encoding.UTF8.GetString(text);
        Note(request, faults => faults.AddUnread(new ErrorDetail(ErrorCode.Characters, name)));
        return "";
    }

    /// <exception cref="InvalidRequestException">There are as many faults as are told: the rest is not read.</exception>
    private static void Note(HttpRequest request, Action<ReadingFaults> note)
    {
        var faults = RequestReading.FaultsOf(request.HttpContext);
        note(faults);
        if (faults.AreEnough)
            throw RequestReading.EndsWith(request.HttpContext);
    }
}
