using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Allmine.Bench.Load.Suite;

/// <summary>The call of the documentation, which a fresh service in Development answers with 201.</summary>
internal static class DocumentedCall
{
    private const string Sender = "64d15f9e2e6c8f4d5a111111";

    private const string Body =
        """
        { "type": "text", "chatId": "64d15f9e2e6c8f4d5a123456", "targetUserId": "64d15f9e2e6c8f4d5a654321",
          "content": "Hello there!", "file": "profile-photo.jpg" }
        """;

    /// <summary>Sends it until it is answered with 201.</summary>
    public static async Task SucceedAsync(ServerProcess server, TokenIssuer tokens, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = server.Url, Timeout = TimeSpan.FromSeconds(30) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Issue(Sender));
        while (true)
        {
            await server.WaitUntilListeningAsync(cancellationToken);
            using var content = new StringContent(Body, Encoding.UTF8, "application/json");
            using var response = await http.PostAsync("/api/v2/messages", content, cancellationToken);
            if (response.StatusCode == HttpStatusCode.Created)
                return;
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable)
            {
                var answer = await response.Content.ReadAsStringAsync(cancellationToken);
                throw new BenchException($"The documented call answered {(int)response.StatusCode}: {answer}");
            }

            await Task.Delay(5, cancellationToken);
        }
    }
}
