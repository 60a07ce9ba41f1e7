namespace Allmine.Api.Logging;

/// <summary>What a batch has sent, for the log.</summary>
/// <param name="Messages">How many, without those that an earlier request has sent.</param>
/// <param name="Users">In how many users' names.</param>
internal sealed record BatchReport(int Messages, int Users);
