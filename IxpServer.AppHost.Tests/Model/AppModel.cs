using Aspire.Hosting.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace IxpServer.AppHost.Tests;

/// <summary>The application as the AppHost describes it: nothing is started, no container engine is needed.</summary>
internal static class AppModel
{
    internal const string AdminEmail = "root@example.com";
    internal const string AdminPassword = "correct horse battery";

    /// <summary>All that would be generated and kept in the user secrets of whoever runs the tests.</summary>
    private static readonly string[] Parameters =
    [
        "--Parameters:jwt-secret=of-the-tests-0123456789-0123456789-0123456789",
        "--Parameters:encryption-key=of-the-tests-0123456789-01234567",
        "--Parameters:postgres-password=of-the-tests-0123456789",
        "--Parameters:cache-password=of-the-tests-0123456789",
        "--Parameters:cors-origin=http://localhost:3000",
        $"--Parameters:admin-email={AdminEmail}",
        $"--Parameters:admin-password={AdminPassword}",
    ];

    internal static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>As on a developer's machine.</summary>
    internal static Task<IDistributedApplicationTestingBuilder> RunAsync(params string[] arguments) =>
        DistributedApplicationTestingBuilder.CreateAsync<Projects.IxpServer_AppHost>(
            [.. Parameters, .. arguments],
            Cancel
        );

    /// <summary>As a developer has it with the stores as processes, or as it is published, with containers.</summary>
    internal static Task<IDistributedApplicationTestingBuilder> CreateAsync(bool published) =>
        published ? RunAsync("--operation", "publish") : RunAsync("--stores", "local");

    internal static IResource Named(this IDistributedApplicationTestingBuilder builder, string name) =>
        builder.Resources.Single(resource => resource.Name == name);

    internal static T Only<T>(this IResource resource)
        where T : IResourceAnnotation => Assert.Single(resource.Annotations.OfType<T>());

    /// <summary>The resources that it waits for, and what each must have reached.</summary>
    internal static IEnumerable<(string Name, WaitType Until)> Waits(this IResource resource) =>
        resource.Annotations.OfType<WaitAnnotation>().Select(wait => (wait.Resource.Name, wait.WaitType));

    /// <summary>Its environment in the words of a manifest.</summary>
    internal static async Task<Dictionary<string, string>> EnvironmentAsync(this IResource resource)
    {
        var configuration = await ExecutionConfigurationBuilder
            .Create(resource)
            .WithEnvironmentVariablesConfig()
            .BuildAsync(new(DistributedApplicationOperation.Publish), NullLogger.Instance, Cancel);
        Assert.Null(configuration.Exception);
        return configuration.EnvironmentVariables.ToDictionary(StringComparer.Ordinal);
    }
}
