using IxpServer.Hosting.Configuration;
using IxpServer.Tests.Support;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace IxpServer.Tests.Configuration;

/// <summary>Settings as options declare them: how each kind is read, checked and told.</summary>
public sealed class SettingTests
{
    private enum Colour
    {
        Red,
        DarkBlue,
    }

    [Fact]
    public void What_is_not_set_is_as_the_options_begin()
    {
        var sample = Configurations.Read<Sample>();

        Assert.Equal(
            (7, null, TimeSpan.FromSeconds(3), 2L << 20),
            (sample.Count, sample.Most, sample.Wait, sample.Size)
        );
        Assert.Equal((false, Colour.Red, null), (sample.IsOn, sample.Colour, sample.Secret));
        Assert.Equal(["a"], sample.Names);
    }

    [Fact]
    public void Each_kind_is_read_by_its_variable()
    {
        var sample = Configurations.Read<Sample>(
            ("COUNT", "8"),
            ("MOST", "9"),
            ("WAIT", "250"),
            ("SIZE_MB", "5"),
            ("IS_ON", "True"),
            ("COLOUR", "darkblue"),
            ("URL", "https://a.example/"),
            ("NAMES", "b, c,")
        );

        Assert.Equal(
            (8, 9, TimeSpan.FromMilliseconds(250), 5L << 20),
            (sample.Count, sample.Most, sample.Wait, sample.Size)
        );
        Assert.Equal((true, Colour.DarkBlue), (sample.IsOn, sample.Colour));
        Assert.Equal("a.example", sample.Url!.Host);
        Assert.Equal(["b", "c"], sample.Names);
    }

    [Theory]
    [InlineData("COUNT", "0", "COUNT (Sample__Count): found '0'; allowed: a whole number from 1 to 10")]
    [InlineData("COUNT", "eight", "COUNT (Sample__Count): found 'eight'; allowed: a whole number from 1 to 10")]
    [InlineData("MOST", "11", "MOST (Sample__Most): found '11'; allowed: a whole number from 1 to 10")]
    [InlineData(
        "WAIT",
        "-1",
        "WAIT (Sample__WaitMs): found '-1'; allowed: a whole number of milliseconds from 0 to 9000"
    )]
    [InlineData(
        "SIZE_MB",
        "99",
        "SIZE_MB (Sample__SizeMegabytes): found '99'; allowed: a whole number of MiB from 1 to 9"
    )]
    [InlineData("IS_ON", "yes", "IS_ON (Sample__IsOn): found 'yes'; allowed: true or false")]
    [InlineData("COLOUR", "1", "COLOUR (Sample__Colour): found '1'; allowed: one of red, darkblue")]
    [InlineData("URL", "a.example", "URL (Sample__Url): found 'a.example'; allowed: an absolute URL")]
    [InlineData("NAMES", "a,B", "NAMES (Sample__Names): found 'a,B'; allowed: small letters")]
    [InlineData("Sample:Names:1", "B", "NAMES (Sample__Names__1): found 'B'; allowed: small letters")]
    [InlineData(
        "SECRET",
        "short",
        "SECRET (Sample__Secret): found a value of 5 characters (not shown); allowed: 8 letters"
    )]
    [InlineData(
        "SECRET",
        "your-key",
        "SECRET (Sample__Secret): found a value of 8 characters (not shown); allowed: 8 letters"
    )]
    [InlineData("Sample:Tuned", "x", "Sample__Tuned: found 'x'; allowed: a whole number from 1 to 10")]
    public void A_wrong_value_is_told_with_its_names_and_what_is_allowed(string name, string value, string fault)
    {
        var refused = Assert.Throws<ConfigurationException>(() => Configurations.Read<Sample>((name, value)));

        Assert.Equal([fault], refused.Faults);
    }

    [Fact]
    public void All_that_is_wrong_is_told_at_once_and_taken_out()
    {
        var settings = SettingReader.SettingsOf<Sample>();
        var configuration = new ConfigurationManager { ["Sample:Count"] = "0", ["Sample:IsOn"] = "yes" };

        Assert.Equal(2, configuration.Check(settings, isProduction: false).Count);
        Assert.Equal(7, configuration.Read<Sample>().Count);
    }

    [Fact]
    public void What_nobody_has_checked_is_refused_when_it_is_read()
    {
        var configuration = new ConfigurationManager { ["Sample:Count"] = "0" };

        Assert.Throws<ConfigurationException>(() => configuration.Read<Sample>());
    }

    [Fact]
    public void What_is_missing_is_told_where_it_is_needed()
    {
        var settings = SettingReader.SettingsOf<Sample>();
        var none = new ConfigurationManager();

        Assert.Empty(none.Check(settings, isProduction: false));
        Assert.Equal(
            ["SECRET (Sample__Secret): not set; Production needs 8 letters"],
            none.Check(settings, isProduction: true)
        );
        Assert.Equal(
            ["PASS (Sample__Pass): not set; USER needs any text"],
            new ConfigurationManager { ["Sample:User"] = "ann" }.Check(settings, isProduction: false)
        );
    }

    [Fact]
    public void A_variable_wins_over_files_and_the_dotnet_name_over_both()
    {
        var settings = SettingReader.SettingsOf<Sample>();
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection([new("Sample:Count", "1"), new("Sample:Tuned", "1")]);
        configuration.AddEnvironmentVariables();
        configuration.AddVariables(settings, setting => setting.Variable is "COUNT" ? "2" : null);
        Assert.Equal((2, 1), (configuration.Read<Sample>().Count, configuration.Read<Sample>().Tuned));

        // As the environment's own variables do, which stand behind it.
        configuration.AddInMemoryCollection([new("Sample:Count", "3")]);
        Assert.Equal(3, configuration.Read<Sample>().Count);
    }

    [Fact]
    public void A_text_wins_over_a_list_but_of_secrets_none_is_lost()
    {
        (string, string?)[] given =
        [
            ("NAMES", "b"),
            ("Sample:Names:0", "c"),
            ("SECRETS", "one two"),
            ("Sample:Secrets:0", "three"),
        ];
        var sample = Configurations.Read<Sample>(given);

        Assert.Equal(["b"], sample.Names);
        Assert.Equal(["one", "two", "three"], sample.Secrets);
    }

    [SettingSection("Sample")]
    private sealed class Sample
    {
        [Setting("COUNT", Min = 1, Max = 10)]
        public int Count { get; init; } = 7;

        [Setting("MOST", Min = 1, Max = 10)]
        public int? Most { get; init; }

        [Setting("WAIT", Key = "WaitMs", Unit = Unit.Milliseconds, Min = 0, Max = 9_000)]
        public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(3);

        [Setting("SIZE_MB", Key = "SizeMegabytes", Unit = Unit.MiB, Min = 1, Max = 9)]
        public long Size { get; init; } = 2L << 20;

        [Setting("IS_ON")]
        public bool IsOn { get; init; }

        [Setting("COLOUR")]
        public Colour Colour { get; init; }

        [Setting("URL")]
        public Uri? Url { get; init; }

        [Setting("NAMES", Allowed = "small letters", Check = nameof(IsSmall))]
        public IReadOnlyList<string> Names { get; init; } = ["a"];

        [Setting(
            "SECRET",
            Allowed = "8 letters",
            Check = nameof(IsLong),
            IsSecret = true,
            IsRequiredInProduction = true
        )]
        public string? Secret { get; init; }

        [Setting("SECRETS", IsSecret = true)]
        public IReadOnlyList<string> Secrets { get; init; } = [];

        [Setting(Min = 1, Max = 10)]
        public int Tuned { get; init; } = 5;

        [Setting("USER")]
        public string? User { get; init; }

        [Setting("PASS", NeededBy = "USER")]
        public string? Pass { get; init; }

        private static bool IsSmall(string text) => text.All(char.IsAsciiLetterLower);

        private static bool IsLong(string text) => text.Length >= 8;
    }
}
