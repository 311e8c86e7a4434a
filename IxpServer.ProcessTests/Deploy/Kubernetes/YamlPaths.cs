using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace IxpServer.Tests.Deploy.Kubernetes;

/// <summary>Members of documents whose kinds have no type here.</summary>
internal static class YamlPaths
{
    /// <summary>The node at a path of names and indices.</summary>
    internal static YamlNode At(this YamlNode node, params string[] path) =>
        path.Aggregate(
            node,
            (parent, name) =>
                parent is YamlSequenceNode list
                    ? list.Children[int.Parse(name, CultureInfo.InvariantCulture)]
                    : parent[name]
        );

    /// <summary>The text at a path.</summary>
    internal static string Text(this YamlNode node, params string[] path) => ((YamlScalarNode)node.At(path)).Value!;
}
