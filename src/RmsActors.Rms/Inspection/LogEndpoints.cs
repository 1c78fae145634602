using Akka.Event;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using RmsActors.Hosting;
using AkkaLevel = Akka.Event.LogLevel;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace RmsActors.Rms.Inspection;

/// <summary>The node's log: its last lines and those to come, and how much it says.</summary>
internal sealed class LogEndpoints(LogTail tail, LogLevels levels, NodeView view)
{
    private const int DefaultLines = 20;
    private readonly LiveLines _lines = new();

    public void Map(WebApplication app)
    {
        app.MapGet(ManagementPaths.Log, context => InspectionEndpoints.AnswerAsync(context, Last));
        app.MapGet(ManagementPaths.Log + "/follow", context => FollowAsync(context, app.Lifetime.ApplicationStopping));
        app.MapGet(ManagementPaths.LogLevel, context => InspectionEndpoints.AnswerAsync(context, Changed));
        app.MapPost(ManagementPaths.LogLevel, context => InspectionEndpoints.AnswerAsync(context, Set)).RequireAuthorization(AccessPolicies.Operate);
    }

    private Task<object?> Changed(HttpContext context) => Task.FromResult<object?>(new { changed = levels.Changed });

    private Task<object?> Last(HttpContext context)
    {
        using var watch = tail.Begin(Lines(context));
        return Task.FromResult<object?>(watch.Last);
    }

    private async Task FollowAsync(HttpContext context, CancellationToken stopping)
    {
        using var watch = tail.Begin(Lines(context));
        await _lines.SendAsync(context, watch.Last, watch.Next, stopping);
    }

    private Task<object?> Set(HttpContext context)
    {
        var text = InspectionEndpoints.Query(context, "level");
        if (!Enum.TryParse<LogLevel>(text, ignoreCase: true, out var level) || !Enum.IsDefined(level) || char.IsAsciiDigit(text[0]))
        {
            throw new BadHttpRequestException($"?level={text}: expected one of {string.Join(", ", Enum.GetNames<LogLevel>())}");
        }

        var category = context.Request.Query["category"].ToString() is { Length: > 0 } named ? named : LogLevels.Default;
        levels.Set(category, level);

        // Akka filters before .NET's log does. Its actors ask when they are made, so that those there are keep what they found.
        if (string.Equals(category, LogLevels.Default, StringComparison.OrdinalIgnoreCase) || category.StartsWith("Akka", StringComparison.OrdinalIgnoreCase))
        {
            view.System?.EventStream.SetLogLevel(ToAkka(level));
        }

        return Changed(context);
    }

    private static AkkaLevel ToAkka(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => AkkaLevel.DebugLevel,
        LogLevel.Information => AkkaLevel.InfoLevel,
        LogLevel.Warning => AkkaLevel.WarningLevel,
        _ => AkkaLevel.ErrorLevel,
    };

    private static int Lines(HttpContext context) => InspectionEndpoints.Whole(context, "lines", DefaultLines, 0, LogTail.Kept);
}
