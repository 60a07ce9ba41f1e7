using Microsoft.Net.Http.Headers;

namespace Allmine.Api.Errors;

/// <summary>The languages of the sentences for people.</summary>
public enum Language
{
    English,
    Turkish,
}

public static class RequestLanguage
{
    public const string Header = "X-Language";

    /// <summary>What the request asks for: <c>X-Language</c> before <c>Accept-Language</c>, English for what isn't known.</summary>
    public static Language Of(HttpRequest request)
    {
        if (request.Headers.TryGetValue(Header, out var chosen) && !string.IsNullOrWhiteSpace(chosen))
            return Parse(chosen.ToString()) ?? Language.English;
        if (!StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptLanguage, out var accepted))
            return Language.English;
        return accepted
            .Where(value => value.Quality is null or > 0)
            .OrderByDescending(value => value.Quality ?? 1)
            .Select(value => Parse(value.Value.ToString()))
            .FirstOrDefault(language => language is not null) ?? Language.English;
    }

    private static Language? Parse(string tag) => tag.Split('-', 2)[0].Trim().ToLowerInvariant() switch
    {
        "tr" => Language.Turkish,
        "en" => Language.English,
        _ => null,
    };
}
