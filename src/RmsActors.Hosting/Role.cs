using Microsoft.AspNetCore.Builder;

namespace RmsActors.Hosting;

/// <summary>One of the systems of the story, as a process.</summary>
/// <param name="Name">In the ready line and the log: <c>payments</c>, <c>antifraud</c>, <c>kyc</c> or <c>node</c>.</param>
/// <param name="Add">Adds its services.</param>
/// <param name="Map">Adds its endpoints, where it has some.</param>
public sealed record Role(string Name, Action<WebApplicationBuilder> Add, Action<WebApplication>? Map = null);
