using Aspire.Hosting.Testing;
using IxpServer.AppHost.Stores;
using IxpServer.Processes;
using IxpServer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IxpServer.AppHost.Tests.EndToEnd;

/// <summary>An application of the tests' own, with data of its own.</summary>
internal sealed class LocalApplication : IAsyncDisposable
{
    /// <summary>The longest that anything may take: starved cores start nine processes slowly.</summary>
    internal static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    private readonly RunDirectory _data;
    private readonly Func<Task> _clearAsync;

    private LocalApplication(DistributedApplication app, RunDirectory data, Func<Task> clearAsync) =>
        (App, _data, _clearAsync) = (app, data, clearAsync);

    internal DistributedApplication App { get; }

    /// <summary>Starts it; nothing need be healthy when this returns.</summary>
    /// <param name="configure">Changes the model before that.</param>
    /// <param name="arguments">Of the AppHost.</param>
    internal static async Task<LocalApplication> StartAsync(
        Action<IDistributedApplicationTestingBuilder> configure,
        params string[] arguments
    )
    {
        var stores = Environment.GetEnvironmentVariable("IXP_TEST_STORES") is { Length: > 0 } named ? named : "local";
        var data = await RunDirectory.CreateAsync();
        using var limit = new CancellationTokenSource(Timeout);
        try
        {
            // Disposed of with the application, which it would stop.
            var builder = await AppModel.RunAsync(["--stores", stores, "--data", data.Path, .. arguments]);
            var clearAsync = UseOwnVolume(builder, Path.GetFileName(data.Path));
            // Nine processes' lines would bury the tests'.
            builder.Services.AddLogging(logging => logging.ClearProviders());
            configure(builder);
            var app = await builder.BuildAsync(limit.Token);
            await app.StartAsync(limit.Token);
            return new(app, data, clearAsync);
        }
        catch
        {
            await data.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until so many instances of the resource are as told; they, by their names.</summary>
    internal async Task<IReadOnlyDictionary<string, CustomResourceSnapshot>> WaitAsync(
        string resource,
        Func<CustomResourceSnapshot, bool> condition,
        int count = 1
    )
    {
        using var limit = new CancellationTokenSource(Timeout);
        var found = new Dictionary<string, CustomResourceSnapshot>(StringComparer.Ordinal);
        var last = "nothing";
        try
        {
            var states = App.Services.GetRequiredService<ResourceNotificationService>();
            await foreach (var change in states.WatchAsync(limit.Token))
            {
                if (change.Resource.Name != resource)
                {
                    continue;
                }

                last = $"{change.Snapshot.State?.Text}, {change.Snapshot.HealthStatus}";
                found.Remove(change.ResourceId);
                if (condition(change.Snapshot))
                {
                    found.Add(change.ResourceId, change.Snapshot);
                }

                if (found.Count == count)
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException late) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException($"{resource} did not come to be as expected; at last it was: {last}", late);
        }

        return found;
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await _clearAsync();
        await _data.DisposeAsync();
    }

    /// <summary>
    /// Keeps the data of PostgreSQL in a container in a volume of this name: the developer's own has another password, and
    /// without any a container that is started again is a new one, and empty.
    /// </summary>
    /// <returns>Removes the volume, once the application has been disposed of.</returns>
    private static Func<Task> UseOwnVolume(IDistributedApplicationTestingBuilder builder, string name)
    {
        var annotations = builder.Named("postgres").Annotations;
        if (annotations.OfType<ContainerMountAnnotation>().SingleOrDefault() is not { } mount)
        {
            return () => Task.CompletedTask;
        }

        annotations.Remove(mount);
        annotations.Add(new ContainerMountAnnotation(name, mount.Target, mount.Type, mount.IsReadOnly));
        var remove = new ChildStart(ContainerEngine.Find(builder.Configuration)!, ["volume", "rm", "--force", name]);
        return () =>
            Eventually.TrueAsync(
                async () =>
                {
                    // Containers are removed in the background, by a process that outlives the application.
                    await using var process = ChildProcess.Start(remove);
                    return await process.Exited is 0;
                },
                $"the volume {name} is removed"
            );
    }
}
