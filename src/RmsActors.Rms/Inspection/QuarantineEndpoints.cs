using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Rms.Quarantine;

namespace RmsActors.Rms.Inspection;

/// <summary>The quarantine, for whoever cannot reach the nodes' database.</summary>
internal sealed class QuarantineEndpoints(QuarantineStore quarantine)
{
    public void Map(WebApplication app)
    {
        app.MapGet(ManagementPaths.Quarantine, context => InspectionEndpoints.AnswerAsync(context, async _ => await quarantine.ReadAsync(context.RequestAborted)));
        app.MapPost(ManagementPaths.Quarantine, context => InspectionEndpoints.AnswerAsync(context, AddAsync)).RequireAuthorization(AccessPolicies.Operate);
        app.MapDelete(ManagementPaths.Quarantine, context => InspectionEndpoints.AnswerAsync(context, RemoveAsync)).RequireAuthorization(AccessPolicies.Operate);
    }

    private async Task<object?> AddAsync(HttpContext context)
    {
        var reason = InspectionEndpoints.Query(context, "reason");
        if (!FieldRules.IsText(reason))
        {
            throw new BadHttpRequestException($"?reason=…: expected {FieldRules.TextExpected}");
        }

        var (quarantined, isNew) = await quarantine.AddAsync(InspectionEndpoints.Id(context), reason, context.RequestAborted);
        return new { quarantined, isNew };
    }

    private async Task<object?> RemoveAsync(HttpContext context) => await quarantine.RemoveAsync(InspectionEndpoints.Id(context), context.RequestAborted)
        ? new { released = true }
        : throw new BadHttpRequestException("it is not quarantined", StatusCodes.Status404NotFound);
}
