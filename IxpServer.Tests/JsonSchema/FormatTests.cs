using Xunit;
using static IxpServer.Tests.JsonSchema.Helpers;

namespace IxpServer.Tests.JsonSchema;

/// <summary>Formats, each with texts that have it and texts that do not.</summary>
public class FormatTests
{
    private static readonly (string Format, string[] Valid, string[] Invalid)[] All =
    [
        (
            "date-time",
            [
                "1963-06-19T08:30:06.283185Z",
                "1963-06-19t08:30:06z",
                "1990-12-31T15:59:50.123-08:00",
                "1998-12-31T23:59:60Z",
                "1998-12-31T15:59:60.123-08:00",
                "2024-02-29T00:00:00+00:00",
                "1937-01-01T12:00:27.87+00:20",
            ],
            [
                "",
                "2026-02-29T00:00:00Z",
                "1998-12-31T23:58:60Z",
                "1998-12-31T22:59:60Z",
                "1990-02-31T15:59:59.123-08:00",
                "1990-12-31T15:59:59-24:00",
                "1990-12-31T15:59:59",
                "1963-06-19 08:30:06Z",
                "06/19/1963 08:30:06 PST",
                "2013-350T01:01:01",
                "1963-6-19T08:30:06Z",
                "1963-06-19T08:30:06.Z",
                "1963-06-1\u09eaT00:00:00Z",
                "1963-06-11T0\u09ea:00:00Z",
            ]
        ),
        (
            "date",
            ["1963-06-19", "2020-01-31", "2020-02-29", "2000-02-29", "0001-01-01"],
            [
                "",
                "2021-02-29",
                "1900-02-29",
                "2020-04-31",
                "2020-13-01",
                "2020-00-01",
                "2020-01-00",
                "20200131",
                "2020-1-31",
                "2020-01-31T",
                "1963-06-1\u09ea",
            ]
        ),
        (
            "time",
            [
                "08:30:06Z",
                "08:30:06.283185Z",
                "23:59:60Z",
                "23:59:60.5Z",
                "01:29:60+01:30",
                "15:59:60-08:00",
                "00:29:60+00:30",
                "08:30:06+00:20",
                "08:30:06z",
            ],
            [
                "",
                "08:30:06",
                "24:00:00Z",
                "00:60:00Z",
                "00:00:61Z",
                "22:59:60Z",
                "23:59:60+01:00",
                "08:30:06PST",
                "08:30:06-8:00",
                "01:02:03+24:00",
                "01:02:03+00:60",
                "01:02:03Z+00:30",
                "8:30:06Z",
                "08:30:06.Z",
            ]
        ),
        (
            "duration",
            ["P4DT12H30M5S", "P4Y", "PT0S", "P0D", "P1M", "PT1M", "PT36H", "P1DT12H", "P4W", "P1Y2M3D"],
            [
                "",
                "P",
                "PT",
                "P1",
                "4DT12H30M5S",
                "P4DT",
                "P1D2H",
                "P2D1Y",
                "P1Y2W",
                "PT1D",
                "P1S",
                "P1W2D",
                "P2S",
                "PT1H2S",
                "P\u09eaY",
                "P1.5D",
                "p1d",
            ]
        ),
        (
            "email",
            [
                "joe.bloggs@example.com",
                "te~st@example.com",
                "~test@example.com",
                "\"joe bloggs\"@example.com",
                "\"joe..bloggs\"@example.com",
                "\"joe@bloggs\"@example.com",
                "joe.bloggs@[127.0.0.1]",
                "joe.bloggs@[IPv6:::1]",
                "te.s.t@example.com",
                "a@b",
            ],
            [
                "",
                "2962",
                "@example.com",
                "joe@",
                ".test@example.com",
                "test.@example.com",
                "te..st@example.com",
                "joe.bloggs@invalid=domain.com",
                "joe.bloggs@[127.0.0.300]",
                "joe bloggs@example.com",
                "user1@oceania.org, user2@oceania.org",
                "\"unclosed@example.com",
                "\u00fc@example.com",
            ]
        ),
        (
            "idn-email",
            [
                "\uc2e4\ub840@\uc2e4\ub840.\ud14c\uc2a4\ud2b8",
                "joe.bloggs@example.com",
                "m\u00fcller@b\u00fccher.example",
            ],
            ["", "2962", "\uc2e4\ub840", "a b@example.com", "a@-b.example"]
        ),
        (
            "hostname",
            [
                "www.example.com",
                "localhost",
                "a",
                "1host",
                "h0stn4me",
                "host-name",
                "xn--4gbwdl.xn--wgbh1c",
                "hostnam3",
                "a.b.c",
                "EXAMPLE.com",
                "aaa--bbb",
            ],
            [
                "",
                ".",
                "-a-host-name-that-starts-with--",
                "host_name",
                "hostname-",
                "-hostname",
                "a..b",
                "example.com.",
                "_hostname",
                "not_a_valid_host_name",
                "xn--X",
                "xn--",
                "ex\u00e4mple.com",
                "a-vvvvvvvvvvvvvvvveeeeeeeeeeeeeeeerrrrrrrrrrrrrrrryyyyyyyyyyyyyyyyy-long-host-name-component",
            ]
        ),
        (
            "idn-hostname",
            [
                "\uc2e4\ub840.\ud14c\uc2a4\ud2b8",
                "example.com",
                "b\u00fccher.example",
                "\u00df\u03c2\u0f0b\u3007",
                "a\u3002b",
                "l\u00b7l",
                "\u03b1\u0375\u03b2",
                "\u05d0\u05f3\u05d1",
                "\u05d0\u05f4\u05d1",
                "\u30fb\u3041",
                "\u0628\u0660\u0628",
                "\u06f00",
                "\u06fd\u06fe",
                "\u05d0-1",
                "\u05d0\u05b7.example",
                "\u05d0.b\u00fccher",
                "xn--4db.a1",
                "\u0915\u094d\u200d\u0937",
                "\u0915\u094d\u200c\u0937",
                "\u0628\u064a\u200c\u0628\u064a",
                "xn--ihqwcrb4cv8a8dqg056pqjye",
            ],
            [
                "",
                "\u302e\uc2e4\ub840.\ud14c\uc2a4\ud2b8",
                "-> $1.00 <--",
                "xn--X",
                "-hello",
                "hello-",
                "\u00e4a--b",
                "ab--\u00e4",
                "\u0300hello",
                "\u0903hello",
                "a\u00b7l",
                "\u00b7l",
                "l\u00b7",
                "\u03b1\u0375S",
                "A\u05f3\u05d1",
                "def\u30fbabc",
                "\u30fb",
                "\u0628\u0660\u06f0",
                "\u0915\u200d\u0937",
                "\u200d\u0937",
                "B\u00dcCHER",
                "\u3031",
                "\u0640\u07fa",
                "a b",
                "\u06f0\u0628",
                "0\u0627",
                "a\u05d0",
                "\u05d0a",
                "\u05d00\u0660",
                "\u0660\u05d0",
                "0a.\u05d0",
                "0a.xn--4db",
                "\u05d0.1",
                "xn--0ca24w",
            ]
        ),
        (
            "ipv4",
            ["192.168.0.1", "0.0.0.0", "255.255.255.255"],
            [
                "",
                "127.0.0.0.1",
                "256.256.256.256",
                "127.0",
                "0x7f000001",
                "2130706433",
                "087.10.0.1",
                "1.2.3.4 ",
                "192.168.1.0/24",
                "1\u09e87.0.0.1",
                "1..2.3",
                "1.2.3.",
            ]
        ),
        (
            "ipv6",
            [
                "::1",
                "::",
                "::abef",
                "1:2:3:4:5:6:7:8",
                "1::d6",
                "::ffff:192.168.0.1",
                "1:2::192.168.0.1",
                "1:2:3:4:5:6:1.2.3.4",
                "::42:ff:1",
                "d6::",
                "1:2:3:4:5:6:7::",
                "::2:3:4:5:6:7:8",
            ],
            [
                "",
                "12345::",
                ":::1",
                "1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1",
                "::laptop",
                ":2:3:4:5:6:7:8",
                "1:2:3:4:5:6:7:",
                "1::d6::42",
                "::1.2.3.256",
                "1:2:3:4:1.2.3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8::",
                "fe80::a%eth1",
                "::1/64",
                " ::1",
                "1:2:3:4:5:6:7:\u09ea",
                "::1.2.3.4:5",
            ]
        ),
        (
            "uri",
            [
                "http://foo.bar/?baz=qux#quux",
                "http://foo.com/blah_(wikipedia)_blah#cite-1",
                "http://foo.bar/?q=Test%20URL-encoded%20stuff",
                "http://xn--nw2a.xn--j6w193g/",
                "http://-.~_!$&'()*+,;=:%40:80%2f::::::@example.com",
                "http://223.255.255.254",
                "ftp://ftp.is.co.za/rfc/rfc1808.txt",
                "ldap://[2001:db8::7]/c=GB?objectClass?one",
                "mailto:John.Doe@example.com",
                "tel:+1-816-555-1212",
                "urn:oasis:names:specification:docbook:dtd:xml:4.1.2",
                "http://[v1.fe]/",
                "a:",
                "http://h:",
            ],
            [
                "",
                "//foo.bar/?baz=qux#quux",
                "/abc",
                "\\\\WINDOWS\\fileshare",
                "abc",
                "http:// shouldfail.com",
                ":// should fail",
                "bar,baz:foo",
                "https://[@example.org/test.txt",
                "https://example.org/foobar\\.txt",
                "https://example.org/foobar<>.txt",
                "https://example.org/foobar{}.txt",
                "https://example.org/foobar^.txt",
                "https://example.org/foobar`.txt",
                "https://example.org/foo bar.txt",
                "https://example.org/foobar|.txt",
                "http://a/%zz",
                "http://a/%2",
                "http://\u0192\u00f8\u00f8.com",
                "http://a:b/",
                "http://2001:db8::7",
                "http://[::1",
                "http://a@b@c/",
            ]
        ),
        (
            "uri-reference",
            ["http://foo.bar/?baz=qux#quux", "//foo.bar/?baz=qux#quux", "/abc", "abc", "#fragment", "", "?q", "a/b:c"],
            ["\\\\WINDOWS\\fileshare", "#frag\\ment", "abc\u00e9", "1a:b", "a b", "#a#b"]
        ),
        (
            "iri",
            [
                "http://\u0192\u00f8\u00f8.\u00df\u00e5r/?\u2202\u00e9\u0153=\u03c0\u00eex#\u03c0\u00ee\u00fcx",
                "http://example.com/?\ue000",
                "http://[2001:0db8:85a3::8a2e:0370:7334]",
            ],
            [
                "",
                "/abc",
                "http://2001:0db8:85a3:0000:0000:8a2e:0370:7334",
                "\\\\WINDOWS\\fil\u00eb\u00df\u00e5r\u00e9",
                "\u00e2\u03c0\u03c0",
                "http://example.com/\ue000",
                "http://a/\ufdd0",
            ]
        ),
        (
            "iri-reference",
            [
                "//\u0192\u00f8\u00f8.\u00df\u00e5r/?q",
                "/\u00e2\u03c0\u03c0",
                "\u00e2\u03c0\u03c0",
                "#\u0192r\u00e4gm\u00eant",
                "",
            ],
            ["\\\\WINDOWS\\fil\u00eb\u00df\u00e5r\u00e9", "#\u0192r\u00e4g\\m\u00eant"]
        ),
        (
            "uuid",
            [
                "2EB8AA08-AA98-11EA-B4AA-73B441D16380",
                "2eb8aa08-aa98-11ea-b4aa-73b441d16380",
                "00000000-0000-0000-0000-000000000000",
                "99c17cbb-656f-f64a-940f-1a4568f03487",
            ],
            [
                "",
                "2eb8aa08-aa98-11ea-b4aa-73b441d1638",
                "2eb8aa08-aa98-11ea-73b441d16380",
                "2eb8aa08-aa98-11ea-b4ga-73b441d16380",
                "2eb8aa08aa9811eab4aa73b441d16380",
                "2eb8-aa08-aa98-11ea-b4aa73b44-1d16380",
                "{2eb8aa08-aa98-11ea-b4aa-73b441d163}",
                "2eb8aa08aa98-11ea-b4aa73b441d16380----",
            ]
        ),
        (
            "uri-template",
            [
                "http://example.com/dictionary/{term:1}/{term}",
                "http://example.com/dictionary",
                "",
                "{+path}/here{#frag}",
                "{?x,y*}",
                "{a.b}",
                "{%20}",
                "a'b",
                "caf\u00e9/{x}",
            ],
            [
                "http://example.com/dictionary/{term:1}/{term",
                "{}",
                "{a:0}",
                "{a:10000}",
                "{a..b}",
                "{.a.}",
                "{a b}",
                "a}b",
                "a b",
                "%2",
                "{a,}",
                "{a*b}",
            ]
        ),
        (
            "json-pointer",
            ["", "/foo/bar~0/baz~1/%a", "/", "/foo//bar", "/foo/bar/", "/~01", "/c%d", "/k\"l", "/ ", "/\u00e9"],
            ["/foo/bar~", "#", "#/", "#a", "/~0~", "/~0/~", "/~2", "/~-1", "/~~", "a", "0", "a/a"]
        ),
        (
            "relative-json-pointer",
            ["1", "0/foo/bar", "2/0/baz/1/zip", "0#", "120/foo/bar", "0+1", "1-2/a", "0-1#"],
            ["", "/foo/bar", "-1/foo/bar", "+1/foo/bar", "0##", "01/a", "01#", "0+0", "0+", "1a"]
        ),
        (
            "regex",
            [
                "([abc])+\\s+$",
                "^\\p{L}+$",
                "(?<year>\\d{4})\\k<year>",
                "a{2,3}?",
                "[\\w-.]",
                "\\/",
                "(?<=a)b",
                "\\u{1F600}",
            ],
            [
                "^(abc]",
                "^\\S(|(.|\\n)*\\S)\\Z",
                "\\a",
                "a**",
                "(?i)a",
                "[b-a]",
                "a{3,2}",
                "\\p{Nope}",
                "(",
                ")",
                "*",
                "\\1",
                "\\k<x>",
                "(?<1>a)",
            ]
        ),
    ];

    public static TheoryData<string, string, bool> Cases()
    {
        var cases = new TheoryData<string, string, bool>();
        foreach (var (format, valid, invalid) in All)
        {
            Array.ForEach(valid, text => cases.Add(format, text, true));
            Array.ForEach(invalid, text => cases.Add(format, text, false));
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_text_is_judged_by_the_formats_rfc(string format, string text, bool valid) =>
        Assert.True(valid == IsValid($$"""{"format":"{{format}}"}""", Quote(text), WithFormats), $"{format}: {text}");

    [Fact]
    public void Formats_are_annotations_unless_asked_for()
    {
        Assert.True(IsValid("""{"format":"email"}""", "\"no\""));
        Assert.False(IsValid("""{"format":"email"}""", "\"no\"", WithFormats));
        Assert.True(IsValid("""{"format":"email"}""", "12", WithFormats));
        Assert.True(IsValid("""{"format":"unheard-of"}""", "\"no\"", WithFormats));
    }

    [Fact]
    public void Escapes_are_resolved_before_a_format_is_looked_at() =>
        Assert.True(IsValid("""{"format":"date"}""", "\"2026\\u002d01-31\"", WithFormats));

    [Fact]
    public void No_mutation_of_a_text_makes_a_format_throw()
    {
        var random = new Random(7);
        foreach (var (format, valid, invalid) in All)
        {
            var schema = Schema($$"""{"format":"{{format}}"}""", WithFormats);
            foreach (var text in valid.Concat(invalid))
            {
                for (var i = 0; i < 40; i++)
                {
                    var bytes = System
                        .Text.Encoding.UTF8.GetBytes(text + "x")
                        .Select(b => random.Next(8) == 0 ? (char)random.Next(1, 0x3000) : (char)b);
                    schema.IsValid(System.Text.Json.JsonElement.Parse(Quote(string.Concat(bytes))));
                }
            }
        }
    }
}
