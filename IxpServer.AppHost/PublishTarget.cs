using Aspire.Hosting.Docker.Resources.ServiceNodes.Swarm;
using Aspire.Hosting.Kubernetes;

namespace IxpServer.AppHost;

/// <summary>
/// What the application is published for, as the configuration value <c>target</c> says: an application has one environment.
/// </summary>
internal static class PublishTarget
{
    /// <summary>How many replicas of the server there are.</summary>
    internal const int Replicas = 2;

    /// <summary>Adds the environment, if there is to be one, and says what Aspire does not derive for it.</summary>
    /// <exception cref="DistributedApplicationException">There is no such target.</exception>
    internal static void AddPublishTarget(
        this IDistributedApplicationBuilder builder,
        IResourceBuilder<ProjectResource> api,
        IResourceBuilder<ProjectResource> migrations
    )
    {
        switch (builder.Configuration["target"])
        {
            case null or "":
                break;
            case "compose":
                builder.AddDockerComposeEnvironment("compose").WithDashboard(enabled: false);
                api.PublishAsDockerComposeService((_, service) => service.Deploy = new Deploy { Replicas = Replicas });
                migrations.PublishAsDockerComposeService((_, service) => service.Restart = "no");
                break;
            case "k8s":
                builder
                    .AddKubernetesEnvironment("k8s")
                    .WithDashboard(enabled: false)
                    .WithHelm(helm => helm.WithChartVersion("1.0.0").WithNamespace("ixp"))
                    .WithProperties(environment =>
                    {
                        // Else the database would be in an emptyDir, and go with its pod.
                        environment.DefaultStorageType = "pvc";
                        environment.DefaultStorageSize = "5Gi";
                    });
                api.PublishAsKubernetesService(UpperCaseProbes);
                migrations.PublishAsKubernetesService(resource =>
                    resource.Workload = new KubernetesJob(resource.Workload!)
                );
                break;
            case var other:
                throw new DistributedApplicationException($"target: found '{other}'; allowed: compose, k8s");
        }
    }

    /// <summary>The publisher writes <c>http</c>, which Kubernetes refuses.</summary>
    private static void UpperCaseProbes(KubernetesResource resource)
    {
        foreach (var container in resource.Workload!.PodTemplate.Spec.Containers)
        {
            foreach (var probe in new[] { container.ReadinessProbe, container.LivenessProbe })
            {
                if (probe?.HttpGet is { } get)
                {
                    get.Scheme = "HTTP";
                }
            }
        }
    }
}
