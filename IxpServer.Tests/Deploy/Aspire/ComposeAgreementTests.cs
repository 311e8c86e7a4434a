using IxpServer.Tests.Support;
using Xunit;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace IxpServer.Tests.Deploy.Aspire;

/// <summary>The compose files and the AppHost describe the same application.</summary>
public sealed class ComposeAgreementTests
{
    private static readonly string Directory = Path.Combine(Repository.Root, "deploy", "compose");

    public static TheoryData<string> Files =>
        [
            .. System.IO.Directory.Exists(Directory)
                ? System.IO.Directory.GetFiles(Directory, "compose*.yaml").Select(file => Path.GetFileName(file))
                : [],
        ];

    [Theory(SkipTestWithoutData = true), MemberData(nameof(Files))]
    public void Services_have_the_resources_names_and_wait_for_the_same(string file)
    {
        var services = Services(file);

        // The database is no service of its own there, and a proxy is none of the AppHost's.
        Assert.Equal(
            Manifest
                .Read()
                .Resources.Where(resource =>
                    resource.Value.GetProperty("type").GetString() is "container.v0" or "project.v0"
                )
                .Select(resource => resource.Key)
                .Order(StringComparer.Ordinal),
            services.Keys.Where(name => name is not "nginx").Order(StringComparer.Ordinal)
        );
        Assert.Equal("service_healthy", Condition(services["migrations"], "postgres"));
        Assert.Equal("service_healthy", Condition(services["api"], "cache"));
        Assert.Equal("service_completed_successfully", Condition(services["api"], "migrations"));
    }

    [Theory(SkipTestWithoutData = true), MemberData(nameof(Files))]
    public void Stores_are_of_the_same_major_version(string file)
    {
        var manifest = Manifest.Read();
        foreach (var store in new[] { "postgres", "cache" })
        {
            var published = manifest.Resources[store].GetProperty("image").GetString()!;
            Assert.Equal(Major(published), Major((string)Services(file)[store]["image"]));
        }
    }

    [Theory(SkipTestWithoutData = true), MemberData(nameof(Files))]
    public void Each_is_given_what_the_AppHost_gives_it(string file)
    {
        var services = Services(file);
        // What is not for every installation the same, or no secret, is in a file beside it.
        var beside = services["api"].ContainsKey("env_file")
            ? File.ReadAllText(Path.Combine(Directory, ".env.production.example"))
            : "";
        Assert.All(["ADMIN_EMAIL", "ADMIN_PASSWORD", "DATABASE_URL"], variable => Given("migrations", variable));
        Assert.All(["DATABASE_URL", "REDIS_URL"], variable => Given("api", variable));
        if (beside is not "")
        {
            Assert.All(["JWT_SECRET", "ENCRYPTION_KEY", "CORS_ORIGIN"], variable => Given("api", variable));
        }

        void Given(string service, string variable)
        {
            var variables = (Dictionary<object, object>)services[service]["environment"];
            Assert.True(
                variables.ContainsKey(variable)
                    || variables.ContainsKey($"{variable}_FILE")
                    || beside.Contains($"\n{variable}=", StringComparison.Ordinal),
                $"{file}: {service} is not given {variable}"
            );
        }
    }

    private static string Condition(Dictionary<object, object> service, string dependency) =>
        (string)
            ((Dictionary<object, object>)((Dictionary<object, object>)service["depends_on"])[dependency])["condition"];

    /// <summary><c>postgres:18</c> of <c>docker.io/library/postgres:18.3</c>.</summary>
    private static string Major(string image) => image.Split('/')[^1].Split('.')[0];

    private static Dictionary<string, Dictionary<object, object>> Services(string file)
    {
        using var text = new StreamReader(Path.Combine(Directory, file));
        var compose = new DeserializerBuilder()
            .Build()
            .Deserialize<Dictionary<string, object>>(new MergingParser(new Parser(text)));
        return ((Dictionary<object, object>)compose["services"]).ToDictionary(
            service => (string)service.Key,
            service => (Dictionary<object, object>)service.Value,
            StringComparer.Ordinal
        );
    }
}
