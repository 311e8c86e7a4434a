using System.Runtime.Versioning;
using IxpServer.Tests.Support;
using k8s.Models;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace IxpServer.Tests.Deploy.Kubernetes;

/// <summary>The manifests of each environment: what they are made of, and that all they refer to is there.</summary>
[SupportedOSPlatform("linux")]
public sealed class OverlayTests(OverlayTests.Built built) : IClassFixture<OverlayTests.Built>
{
    public static TheoryData<string> Overlays => ["production", "staging", "development"];

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task All_objects_are_as_their_kinds_are_and_in_one_namespace(string overlay)
    {
        var manifests = await built.GetAsync(overlay);

        Assert.Empty(await KubernetesTools.ValidateAsync(manifests.Text));
        var name = Assert.Single(manifests.All<V1Namespace>()).Name();
        Assert.All(
            manifests.Objects.Where(item => item is not V1Namespace).Cast<k8s.IKubernetesObject<V1ObjectMeta>>(),
            item => Assert.Equal(name, item.Metadata.NamespaceProperty)
        );
        Assert.All(manifests.Others, item => Assert.Equal(name, item.Text("metadata", "namespace")));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Pods_have_the_least_rights_and_what_they_mount_is_there(string overlay)
    {
        var manifests = await built.GetAsync(overlay);

        Assert.Equal(overlay is "development" ? 5 : 4, manifests.Pods.Count);
        Assert.All(
            manifests.Pods,
            pod =>
            {
                var spec = pod.Pod.Spec;
                Assert.True(spec.SecurityContext.RunAsNonRoot);
                Assert.Equal("RuntimeDefault", spec.SecurityContext.SeccompProfile.Type);
                Assert.False(spec.AutomountServiceAccountToken);
                var container = Assert.Single(spec.Containers);
                Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
                Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
                Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
                Assert.Equal(["cpu", "memory"], container.Resources.Limits.Keys.Order());
                Assert.Equal(["cpu", "memory"], container.Resources.Requests.Keys.Order());
                Assert.DoesNotContain(":latest", container.Image);
                Assert.Contains(':', container.Image);
                AssertMounts(manifests, pod.Owner, spec, container);
            }
        );
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Whatever_selects_pods_finds_some_and_whatever_names_ports_finds_them(string overlay)
    {
        var manifests = await built.GetAsync(overlay);
        var pods = manifests.Pods.Select(pod => pod.Pod).ToList();

        Assert.All(
            manifests.All<V1Service>(),
            service =>
            {
                var pod = Assert.Single(pods, pod => Selects(service.Spec.Selector, pod));
                Assert.All(service.Spec.Ports, port => Assert.Contains(port.TargetPort.Value, PortsOf(pod)));
            }
        );
        Assert.All(
            manifests.All<V1NetworkPolicy>(),
            policy =>
            {
                var chosen = pods.Where(pod => Selects(policy.Spec.PodSelector, pod)).ToList();
                Assert.NotEmpty(chosen);
                var ports = (policy.Spec.Ingress ?? []).SelectMany(rule => rule.Ports).Select(port => port.Port.Value);
                Assert.All(ports, port => Assert.All(chosen, pod => Assert.Contains(port, PortsOf(pod))));
                var peers = (policy.Spec.Egress ?? [])
                    .SelectMany(rule => rule.To ?? [])
                    .Concat((policy.Spec.Ingress ?? []).SelectMany(rule => rule.FromProperty ?? []))
                    .Where(peer => peer.PodSelector is not null && peer.NamespaceSelector is null);
                Assert.All(peers, peer => Assert.Contains(pods, pod => Selects(peer.PodSelector, pod)));
            }
        );
        Assert.All(
            manifests.All<V1PodDisruptionBudget>(),
            budget => Assert.Contains(pods, pod => Selects(budget.Spec.Selector, pod))
        );
        Assert.All(
            manifests.All<V2HorizontalPodAutoscaler>(),
            scaler =>
            {
                var deployment = manifests
                    .All<V1Deployment>()
                    .Single(one => one.Name() == scaler.Spec.ScaleTargetRef.Name);
                // Else each apply sets the number back that the autoscaler has found.
                Assert.Null(deployment.Spec.Replicas);
            }
        );
        Assert.All(
            manifests.All<V1Ingress>().SelectMany(ingress => ingress.Spec.Rules).SelectMany(rule => rule.Http.Paths),
            path =>
            {
                var backend = path.Backend.Service;
                var service = manifests.All<V1Service>().Single(one => one.Name() == backend.Name);
                Assert.Contains(service.Spec.Ports, port => port.Name == backend.Port.Name);
            }
        );
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task The_server_is_replaced_without_a_gap(string overlay)
    {
        var manifests = await built.GetAsync(overlay);
        var deployment = manifests.All<V1Deployment>().Single(one => one.Name() is "ixp-server");
        Assert.Equal("0", deployment.Spec.Strategy.RollingUpdate.MaxUnavailable.Value);
        Assert.Equal("1", deployment.Spec.Strategy.RollingUpdate.MaxSurge.Value);
        var pod = deployment.Spec.Template.Spec;
        var server = pod.Containers.Single();
        var settings = server.Env.Where(one => one.Value is not null).ToDictionary(one => one.Name, one => one.Value);

        // The drain, 30 s for what was begun, 10 s for what is written in the end (docs/containers.md).
        Assert.True(pod.TerminationGracePeriodSeconds > int.Parse(settings["SHUTDOWN_DRAIN"]) + 30 + 10);
        Assert.Equal(
            ["/alive", "/ready", "/alive"],
            new[] { server.StartupProbe, server.ReadinessProbe, server.LivenessProbe }.Select(probe =>
                probe.HttpGet.Path
            )
        );
        Assert.All(
            [server.StartupProbe, server.ReadinessProbe, server.LivenessProbe],
            probe => Assert.Contains(server.Ports, port => port.Name == probe.HttpGet.Port.Value)
        );
        Assert.Equal(settings["METRICS_PORT"], $"{server.Ports.Single(port => port.Name is "metrics").ContainerPort}");
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Settings_are_documented_and_none_is_secret(string overlay)
    {
        var manifests = await built.GetAsync(overlay);
        var settings = manifests
            .All<V1ConfigMap>()
            .Single(one => one.Name().StartsWith("ixp-settings-", StringComparison.Ordinal));
        var variables = manifests
            .Pods.Where(pod => pod.Owner is "ixp-server" or "ixp-migrations" or "ixp-migrations-daily")
            .SelectMany(pod => pod.Pod.Spec.Containers[0].Env)
            .Select(variable => variable.Name);

        ContainerFiles.AssertDocumented([.. settings.Data.Keys, .. variables]);
        Assert.DoesNotContain(settings.Data.Keys, name => name.Contains("PASSWORD", StringComparison.Ordinal));
        Assert.DoesNotContain(settings.Data.Keys, name => name is "DATABASE_URL" or "JWT_SECRET" or "ENCRYPTION_KEY");
        if (overlay is not "development")
        {
            Assert.Empty(manifests.All<V1Secret>());
        }
    }

    [Fact]
    public async Task The_gateway_takes_the_place_of_the_ingress()
    {
        await using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(
            Path.Combine(directory.Path, "kustomization.yaml"),
            $"""
            resources: [{Path.GetRelativePath(directory.Path, Path.Combine(Manifests.Directory, "base"))}]
            components: [{Path.GetRelativePath(
                directory.Path,
                Path.Combine(Manifests.Directory, "components", "gateway")
            )}]
            """,
            TestContext.Current.CancellationToken
        );
        var manifests = await Manifests.BuildAsync(directory.Path);

        Assert.Empty(manifests.All<V1Ingress>());
        var backend = Assert.Single(manifests.Others).At("spec", "rules", "0", "backendRefs", "0");
        var service = manifests.All<V1Service>().Single(one => one.Name() == backend.Text("name"));
        Assert.Contains(service.Spec.Ports, port => $"{port.Port}" == backend.Text("port"));
    }

    [Fact]
    public async Task The_rules_of_Prometheus_are_those_of_the_operator()
    {
        var (code, output) = await Script.RunAsync(Path.Combine(Manifests.Directory, "rules.sh"), ["ixp-staging"]);
        Assert.True(code is 0, output);

        var rule = Assert.Single(Manifests.Read(output).Others);
        Assert.Equal("ixp-staging", rule.Text("metadata", "namespace"));
        var groups = (YamlSequenceNode)rule.At("spec", "groups");
        var files = Directory.GetFiles(Path.Combine(Repository.Root, "deploy", "prometheus", "rules"));
        Assert.Equal(
            files.Order(StringComparer.Ordinal).SelectMany(GroupsOf).Select(Write),
            groups.Children.Select(Write)
        );
    }

    private static void AssertMounts(Manifests manifests, string owner, V1PodSpec pod, V1Container container)
    {
        var claims = manifests
            .All<V1StatefulSet>()
            .Where(set => set.Name() == owner)
            .SelectMany(set => set.Spec.VolumeClaimTemplates)
            .Select(claim => claim.Name());
        Assert.Equal(
            pod.Volumes.Select(volume => volume.Name).Concat(claims).Order(),
            container.VolumeMounts.Select(mount => mount.Name).Order()
        );
        foreach (var volume in pod.Volumes)
        {
            if (volume.Secret is { } secret)
            {
                Assert.All(secret.Items, item => Assert.Contains(item.Key, KeysOfSecret(manifests, secret.SecretName)));
            }

            if (volume.ConfigMap is { } map)
            {
                Assert.Contains(manifests.All<V1ConfigMap>(), one => one.Name() == map.Name);
            }

            if (volume.PersistentVolumeClaim is { } claim)
            {
                Assert.Contains(manifests.All<V1PersistentVolumeClaim>(), one => one.Name() == claim.ClaimName);
            }
        }

        Assert.All(
            container.EnvFrom ?? [],
            from => Assert.Contains(manifests.All<V1ConfigMap>(), one => one.Name() == from.ConfigMapRef.Name)
        );
        if (pod.ServiceAccountName is { } account)
        {
            Assert.Contains(manifests.All<V1ServiceAccount>(), one => one.Name() == account);
        }
    }

    private static IEnumerable<string> KeysOfSecret(Manifests manifests, string name) =>
        manifests.All<V1Secret>().SingleOrDefault(one => one.Name() == name)?.Data.Keys
        ?? manifests
            .Others.Where(one => one.Text("kind") is "ExternalSecret" && one.Text("spec", "target", "name") == name)
            .SelectMany(one => (YamlSequenceNode)one.At("spec", "data"))
            .Select(entry => entry.Text("secretKey"));

    private static IEnumerable<string> PortsOf(V1PodTemplateSpec pod) =>
        pod.Spec.Containers.SelectMany(container => container.Ports ?? []).Select(port => port.Name);

    private static bool Selects(V1LabelSelector selector, V1PodTemplateSpec pod) =>
        Selects(selector.MatchLabels ?? new Dictionary<string, string>(), pod)
        && (selector.MatchExpressions ?? []).All(one =>
            one.OperatorProperty is "In" && one.Values.Contains(pod.Metadata.Labels[one.Key])
        );

    private static bool Selects(IDictionary<string, string> labels, V1PodTemplateSpec pod) =>
        labels.All(label => pod.Metadata.Labels.TryGetValue(label.Key, out var value) && value == label.Value);

    private static IEnumerable<YamlNode> GroupsOf(string file)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(File.ReadAllText(file)));
        return (YamlSequenceNode)yaml.Documents.Single().RootNode.At("groups");
    }

    private static string Write(YamlNode node)
    {
        var text = new StringWriter();
        new YamlStream(new YamlDocument(node)).Save(text, assignAnchors: false);
        return text.ToString();
    }

    /// <summary>Each overlay is built once.</summary>
    public sealed class Built : IAsyncDisposable
    {
        private readonly TemporaryDirectory _directory = new();
        private readonly Dictionary<string, Manifests> _overlays = [];

        public ValueTask DisposeAsync() => _directory.DisposeAsync();

        internal async Task<Manifests> GetAsync(string overlay) =>
            _overlays.TryGetValue(overlay, out var manifests)
                ? manifests
                : _overlays[overlay] = overlay is "development"
                    ? await Manifests.BuildDevelopmentAsync(_directory.Path)
                    : await Manifests.BuildAsync(Path.Combine(Manifests.Directory, "overlays", overlay));
    }
}
