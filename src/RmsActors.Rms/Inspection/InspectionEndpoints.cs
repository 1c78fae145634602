using System.Data.Common;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Rms.Hosting;

namespace RmsActors.Rms.Inspection;

/// <summary>What a node's management endpoint serves; see <see cref="ManagementPaths"/>.</summary>
/// <param name="node">The node's services; nothing of them is started by asking.</param>
public sealed class InspectionEndpoints(IServiceProvider node)
{
    private const int DefaultListed = 100;
    private const int MaxListed = 1_000;
    private const int DefaultDepth = 4;
    private const int MaxDepth = 20;
    private const int DefaultChildren = 25;
    private const int MaxActors = 5_000;

    /// <summary>Maps all of them.</summary>
    public void Map(WebApplication app)
    {
        Get(app, ManagementPaths.Cluster, _ => Task.FromResult<object?>(Of<ClusterInspection>().Show()));
        Get(app, ManagementPaths.Regions, async _ => await Of<ShardInspection>().RegionsAsync());
        Get(app, ManagementPaths.Shards, async _ => await Of<ShardInspection>().ShardsAsync());
        Get(app, ManagementPaths.Entities, async context => await Of<ShardInspection>().EntitiesAsync(
            Whole(context, "shard", null, 0, Of<RmsOptions>().Partitions - 1), Whole(context, "limit", DefaultListed, 1, MaxListed)));
        Get(app, ManagementPaths.Actors, context => Task.FromResult<object?>(Actors(context)));
        Get(app, ManagementPaths.Where, async context => await Of<PaymentInspection>().WhereAsync(Id(context), context.RequestAborted));
        Get(app, ManagementPaths.Payment, async context => await Of<PaymentInspection>().ShowAsync(Id(context), context.RequestAborted));
        Get(app, ManagementPaths.Verify, async context => await Of<PaymentInspection>().VerifyAsync(Id(context), context.RequestAborted));
        Get(app, ManagementPaths.Inflight, async context => await Of<PaymentInspection>().InflightAsync(
            TimeSpan.FromMilliseconds(Whole(context, "olderThanMs", 0, 0, int.MaxValue)), Whole(context, "limit", DefaultListed, 1, MaxListed), context.RequestAborted));
        Get(app, ManagementPaths.Lag, async _ => await Of<LagInspection>().ReadAsync());
        MapCommand(app, ManagementPaths.Leave, context => Of<ClusterInspection>().Leave(Query(context, "address")));
        MapCommand(app, ManagementPaths.Down, context => Of<ClusterInspection>().Down(Query(context, "address")));
        new LogEndpoints(Of<LogTail>(), Of<LogLevels>(), Of<NodeView>()).Map(app);
        new ClusterEventEndpoint(Of<ClusterInspection>(), Of<TimeProvider>()).Map(app);
        new QuarantineEndpoints(Of<Quarantine.QuarantineStore>()).Map(app);
    }

    /// <summary>A value of the query.</summary>
    /// <exception cref="BadHttpRequestException">There is none.</exception>
    internal static string Query(HttpContext context, string name) =>
        context.Request.Query[name].ToString() is { Length: > 0 } value ? value : throw new BadHttpRequestException($"expected ?{name}=…");

    /// <summary>A payment's id.</summary>
    /// <exception cref="BadHttpRequestException">There is none, or it can be none.</exception>
    internal static string Id(HttpContext context) =>
        Query(context, "id") is var id && FieldRules.IsPaymentId(id) ? id : throw new BadHttpRequestException($"payment id: expected {FieldRules.PaymentIdExpected}");

    /// <summary>A number of the query.</summary>
    /// <exception cref="BadHttpRequestException">There is none and it has no default, or it is out of its range.</exception>
    internal static int Whole(HttpContext context, string name, int? standard, int min, int max)
    {
        var text = context.Request.Query[name].ToString();
        return text.Length == 0 && standard is { } number ? number
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= min && number <= max ? number
            : throw new BadHttpRequestException($"?{name}={text}: expected a whole number from {min} to {max}");
    }

    /// <summary>Answers a question, or says why not.</summary>
    internal static async Task AnswerAsync(HttpContext context, Func<HttpContext, Task<object?>> ask)
    {
        try
        {
            var answer = await ask(context);
            await (answer is null
                ? RefuseAsync(context, StatusCodes.Status404NotFound, "there is no such thing here")
                : context.Response.WriteAsJsonAsync(answer, answer.GetType(), InspectionFormat.Json, context.RequestAborted));
        }
        catch (BadHttpRequestException bad)
        {
            await RefuseAsync(context, bad.StatusCode, bad.Message);
        }
        catch (NotRunningException starting)
        {
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, starting.Message);
        }
        catch (Exception unusable) when (unusable is DbException or TimeoutException || (unusable is OperationCanceledException && !context.RequestAborted.IsCancellationRequested))
        {
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, $"the database does not answer: {unusable.Message}");
        }
    }

    /// <summary>An error's answer.</summary>
    internal static Task RefuseAsync(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { error = reason }, InspectionFormat.Json, context.RequestAborted);
    }

    private static void Get(IEndpointRouteBuilder routes, string path, Func<HttpContext, Task<object?>> ask) =>
        routes.MapGet(path, context => AnswerAsync(context, ask));

    // What a command changes is seen elsewhere; the answer says only that it was taken.
    private static void MapCommand(IEndpointRouteBuilder routes, string path, Func<HttpContext, string?> command)
    {
        routes.MapPost(path, context => AnswerAsync(context, Run)).RequireAuthorization(AccessPolicies.Operate);

        Task<object?> Run(HttpContext context) =>
            Task.FromResult<object?>(command(context) is { } problem ? throw new BadHttpRequestException(problem, StatusCodes.Status404NotFound) : new { done = true });
    }

    private ActorNode Actors(HttpContext context)
    {
        var start = context.Request.Query["start"].ToString() is { Length: > 0 } path ? path : "/";
        var depth = Whole(context, "depth", DefaultDepth, 0, MaxDepth);
        var hierarchy = new ActorHierarchy(Whole(context, "children", DefaultChildren, 1, MaxListed), MaxActors);
        return hierarchy.Below(Of<NodeView>().System ?? throw new NotRunningException(), start, depth)
            ?? throw new BadHttpRequestException($"no actor '{start}' on this node", StatusCodes.Status404NotFound);
    }

    private T Of<T>()
        where T : notnull => node.GetRequiredService<T>();
}
