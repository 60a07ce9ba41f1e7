using Allmine.Api.Errors;
using Allmine.Application.Validation;
using Allmine.Domain.Errors;
using Microsoft.AspNetCore.WebUtilities;

namespace Allmine.Api.Http.Binding;

/// <summary>Says what a query has that a call does not know, or has twice. Names are compared to the letter, as those in bodies are.</summary>
internal static class QueryErrors
{
    /// <param name="query">As it came, with its question mark.</param>
    /// <param name="known">The names that the call knows.</param>
    /// <param name="context">Gets a fault for each name that is wrong, until there are <see cref="InvalidRequestException.MaxFaults"/>.</param>
    public static void Find(string query, string[] known, HttpContext context)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var pair in new QueryStringEnumerable(query))
        {
            if (context.Features.Get<ReadingFaults>()?.AreEnough == true)
                return;
            var name = pair.DecodeName().ToString();
            var count = seen[name] = seen.GetValueOrDefault(name) + 1;
            if (count == 1 && !known.Contains(name))
                RequestReading.FaultsOf(context).Add(new ErrorDetail(ProtocolErrorCode.Unknown, ForeignName.Quoted(name)) { IsFieldForeign = true });
            else if (count == 2 && known.Contains(name))
                RequestReading.FaultsOf(context).AddUnread(new ErrorDetail(ErrorCode.Duplicate, name));
        }
    }
}
