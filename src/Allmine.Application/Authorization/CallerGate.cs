using System.Diagnostics;
using Allmine.Application.Ports;
using Allmine.Application.Telemetry;
using Allmine.Application.Users;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;
using Microsoft.Extensions.Logging;

namespace Allmine.Application.Authorization;

/// <summary>
/// The one place that decides whether the caller may make a request. It is asked twice: before the body is read, so that
/// no upload is taken in vain, and by the pipeline, which also guards requests that come another way.
/// </summary>
public sealed class CallerGate
{
    private readonly ICaller caller;
    private readonly UserDirectory directory;
    private readonly ILoggerFactory loggers;

    internal CallerGate(ICaller caller, UserDirectory directory, ILoggerFactory loggers)
    {
        this.caller = caller;
        this.directory = directory;
        this.loggers = loggers;
    }

    /// <summary>Asks before there is a request, and reports a refusal as the pipeline would.</summary>
    /// <returns>Completed at once if the acting user was met before.</returns>
    /// <exception cref="AllmineException">
    /// <c>auth.required</c>, <c>auth.forbidden</c>, <c>validation.onBehalfOf.format</c>, or <c>store.unavailable</c>.
    /// </exception>
    public Task AdmitEarlyAsync(RequestRequirement demand, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            var admission = AdmitAsync(demand, cancellationToken);
            return admission.IsCompletedSuccessfully ? admission : ReportAsync(admission, demand, start);
        }
        catch (AllmineException refusal)
        {
            Report(refusal, demand, start);
            throw;
        }
    }

    /// <inheritdoc cref="AdmitEarlyAsync"/>
    internal Task AdmitAsync(RequestRequirement demand, CancellationToken cancellationToken)
    {
        if (demand.RequiredCaller == RequiredCaller.Nothing || ActingUser(demand.RequiredCaller) is not { } user)
            return Task.CompletedTask;
        if (directory.KnownKindOf(user) is not { } kind)
            return LookUpAsync(user, cancellationToken);
        // Nearly always found before: then there is nothing to wait for.
        EnsureMayAct(kind);
        return Task.CompletedTask;
    }

    private async Task LookUpAsync(Id<User> user, CancellationToken cancellationToken)
    {
        EnsureMayAct(await directory.FindKindAsync(user, cancellationToken)
            ?? throw new RefusedException(ErrorCode.Forbidden, caller.OnBehalfOf is null ? ForbiddenReason.UnknownCaller : ForbiddenReason.UnknownPerson));
    }

    /// <summary>Nobody but a service acts for a system user.</summary>
    private void EnsureMayAct(UserKind kind)
    {
        if (kind == UserKind.System && caller.Role == CallerRole.User)
            throw new RefusedException(ErrorCode.Forbidden, ForbiddenReason.SystemUser);
    }

    private async Task ReportAsync(Task admission, RequestRequirement demand, long start)
    {
        try
        {
            await admission;
        }
        catch (AllmineException refusal)
        {
            Report(refusal, demand, start);
            throw;
        }
    }

    private void Report(AllmineException refusal, RequestRequirement demand, long start) =>
        RequestReport.Refused(loggers.CreateLogger(demand.Request), demand.Request.Name, refusal, start);

    /// <summary>The user to be looked up in the directory, after the caller's role has been found sufficient.</summary>
    private Id<User>? ActingUser(RequiredCaller? demand) => (demand, caller.Role) switch
    {
        (null, _) => throw new RefusedException(ErrorCode.Forbidden),
        (_, CallerRole.Anonymous) => throw new RefusedException(ErrorCode.AuthRequired),
        (_, CallerRole.User) when caller.OnBehalfOf is not null => throw new RefusedException(ErrorCode.Forbidden, ForbiddenReason.ActsForOthers),
        (RequiredCaller.ActingUser, _) => caller.ActingUser(),
        (RequiredCaller.ActingUserOrService or RequiredCaller.UserOrService, CallerRole.User) => caller.ActingUser(),
        // It is looked at when the request is carried out, item by item.
        (RequiredCaller.UserOrService, CallerRole.Service) => null,
        (RequiredCaller.ActingUserOrService or RequiredCaller.Service, CallerRole.Service) => caller.OnBehalfOf,
        _ => throw new RefusedException(ErrorCode.Forbidden, ForbiddenReason.ForServices),
    };
}
