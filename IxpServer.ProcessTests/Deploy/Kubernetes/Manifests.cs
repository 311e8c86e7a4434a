using System.Runtime.Versioning;
using IxpServer.Tests.Support;
using k8s;
using k8s.Models;
using YamlDotNet.RepresentationModel;

namespace IxpServer.Tests.Deploy.Kubernetes;

/// <summary>The objects of an overlay. Members that their kinds do not have are refused.</summary>
/// <param name="Text">As <c>kubectl</c> prints them.</param>
/// <param name="Objects">Those of Kubernetes' own kinds.</param>
/// <param name="Others">Those of kinds that operators bring.</param>
[SupportedOSPlatform("linux")]
internal sealed record Manifests(
    string Text,
    IReadOnlyList<IKubernetesObject> Objects,
    IReadOnlyList<YamlMappingNode> Others
)
{
    private static readonly string[] OperatorKinds =
    [
        "ExternalSecret",
        "ServiceMonitor",
        "PrometheusRule",
        "HTTPRoute",
    ];

    internal static string Directory { get; } = Path.Combine(Repository.Root, "deploy", "kubernetes");

    /// <summary>All pods that the objects make, with what makes them.</summary>
    internal IReadOnlyList<(string Owner, V1PodTemplateSpec Pod)> Pods =>
        [
            .. Objects
                .Select(item =>
                    item switch
                    {
                        V1Deployment one => (one.Name(), one.Spec.Template),
                        V1StatefulSet one => (one.Name(), one.Spec.Template),
                        V1Job one => (one.Name(), one.Spec.Template),
                        V1CronJob one => (one.Name(), one.Spec.JobTemplate.Spec.Template),
                        _ => default,
                    }
                )
                .Where(pod => pod.Template is not null),
        ];

    internal IEnumerable<T> All<T>()
        where T : IKubernetesObject => Objects.OfType<T>();

    internal static async Task<Manifests> BuildAsync(string directory) =>
        Read(await KubernetesTools.KustomizeAsync(directory));

    internal static Manifests Read(string text)
    {
        var documents = text.Split("\n---\n")
            .ToLookup(document =>
                OperatorKinds.Any(kind => document.Contains($"kind: {kind}\n", StringComparison.Ordinal))
            );
        return new(
            text,
            [
                .. documents[false]
                    .SelectMany(document => KubernetesYaml.LoadAllFromString(document, typeMap: null, strict: true))
                    .Cast<IKubernetesObject>(),
            ],
            [.. documents[true].Select(Parse)]
        );
    }

    /// <summary>The development overlay, with secrets that <c>prepare.sh</c> has made.</summary>
    internal static async Task<Manifests> BuildDevelopmentAsync(string directory)
    {
        // A copy of all that it refers to: the secrets are made beside it.
        foreach (var part in new[] { "kubernetes", "postgres", "redis" })
        {
            Copy(Path.Combine(Repository.Root, "deploy", part), Path.Combine(directory, part));
        }

        var overlay = Path.Combine(directory, "kubernetes", "overlays", "development");
        await Script.RunAsync(Path.Combine(Repository.Root, "deploy", "compose", "prepare.sh"), [overlay]);
        return await BuildAsync(overlay);
    }

    private static void Copy(string from, string to)
    {
        System.IO.Directory.CreateDirectory(to);
        foreach (var file in System.IO.Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        foreach (
            var directory in System
                .IO.Directory.GetDirectories(from)
                .Where(one => Path.GetFileName(one) is not "secrets")
        )
        {
            Copy(directory, Path.Combine(to, Path.GetFileName(directory)));
        }
    }

    private static YamlMappingNode Parse(string document)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(document));
        return (YamlMappingNode)yaml.Documents.Single().RootNode;
    }
}
