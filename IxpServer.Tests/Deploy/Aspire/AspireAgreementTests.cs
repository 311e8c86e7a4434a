using System.Text.Json;
using IxpServer.Api.Configuration;
using IxpServer.Tests.Support;
using Xunit;

namespace IxpServer.Tests.Deploy.Aspire;

/// <summary>The AppHost, its manifest and the programs speak of the same things.</summary>
public sealed class AspireAgreementTests
{
    private readonly Manifest _manifest = Manifest.Read();

    [Fact]
    public void The_manifest_has_the_AppHosts_resources_and_their_passwords()
    {
        string[] made =
        [
            "postgres-password",
            "postgres-password-uri-encoded",
            "cache-password",
            "cache-password-uri-encoded",
        ];
        Assert.Equal(10, AppHostText.Resources.Count);
        Assert.Equal(
            AppHostText.Resources.Select(resource => resource.Name).Concat(made).Order(StringComparer.Ordinal),
            _manifest
                .Resources.Keys.Where(name => !name.StartsWith("cond-", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
        );
        Assert.All(
            AppHostText.Resources,
            resource =>
                Assert.Equal(
                    resource.Kind switch
                    {
                        "Parameter" => "parameter.v0",
                        "Postgres" or "Redis" => "container.v0",
                        "Database" => "value.v0",
                        _ => "project.v0",
                    },
                    Text(resource.Name, "type")
                )
        );
    }

    [Fact]
    public void Projects_are_where_the_manifest_says()
    {
        foreach (var (kind, name) in AppHostText.Resources)
        {
            if (kind.StartsWith("Project<", StringComparison.Ordinal))
            {
                var path = Path.GetFullPath(Path.Combine(Manifest.Directory, Text(name, "path")));
                Assert.True(File.Exists(path), path);
                var type = $"Project<Projects.{Path.GetFileNameWithoutExtension(path).Replace('.', '_')}>";
                Assert.Equal(type, kind);
            }
        }
    }

    [Fact]
    public void Secrets_are_secret_in_both()
    {
        var secret = _manifest
            .Resources.Where(resource =>
                resource.Value.TryGetProperty("inputs", out var inputs)
                && inputs.GetProperty("value").TryGetProperty("secret", out var isSecret)
                && isSecret.GetBoolean()
            )
            .Select(resource => resource.Key);
        Assert.Equal(
            AppHostText.Secrets.Concat(["postgres-password", "cache-password"]).Order(StringComparer.Ordinal),
            secret.Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("api")]
    [InlineData("migrations")]
    public void Variables_are_the_same_in_both(string project)
    {
        var variables = _manifest.Environment(project);

        Assert.NotEmpty(AppHostText.Variables(project));
        Assert.All(AppHostText.Variables(project), name => Assert.Contains(name, variables.Keys));
        Assert.Equal("{ixpdb.connectionString}", variables["ConnectionStrings__ixpdb"]);
    }

    [Fact]
    public void The_server_is_given_what_it_needs_in_Production_and_knows_all_of_it()
    {
        var needed = Settings.All.Where(setting => setting.RequiredInProduction).Select(setting => setting.Variable);
        Assert.All(needed, variable => Assert.Contains(variable, AppHostText.Variables("api")));
        var document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "configuration.md"));
        Assert.All(
            AppHostText
                .Variables("api")
                .Where(variable => !variable.StartsWith("ASPNETCORE_", StringComparison.Ordinal)),
            variable =>
            {
                Assert.Contains(Settings.All, setting => setting.Variable == variable);
                Assert.Contains($"`{variable}`", document);
            }
        );
    }

    [Fact]
    public void The_server_listens_on_8080_and_is_open_to_the_outside()
    {
        var binding = _manifest.Resources["api"].GetProperty("bindings").GetProperty("http");

        Assert.Equal(8080, binding.GetProperty("targetPort").GetInt32());
        Assert.True(binding.GetProperty("external").GetBoolean());
        Assert.Equal("http", binding.GetProperty("scheme").GetString());
        Assert.Equal("{api.bindings.http.targetPort}", _manifest.Environment("api")["HTTP_PORTS"]);
    }

    [Fact]
    public void The_same_project_is_named_for_Aspire_and_azd()
    {
        using var aspire = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "aspire.config.json")));
        var path = aspire.RootElement.GetProperty("appHost").GetProperty("path").GetString()!;

        Assert.True(File.Exists(Path.Combine(Repository.Root, path)));
        Assert.Contains($"project: ./{path}\n", File.ReadAllText(Path.Combine(Repository.Root, "azure.yaml")));
    }

    private string Text(string resource, string property) =>
        _manifest.Resources[resource].GetProperty(property).GetString()!;
}
