using System.Diagnostics;
using System.Text;
using System.Text.Json;
using IxpServer.JsonSchema;

namespace IxpServer.Benchmarks.JsonSchema;

/// <summary>Compares with Ajv's compiled validators in Node, in alternated rounds of the same run.</summary>
internal static class SchemaBenchmark
{
    private const int WarmUps = 4;
    private const int Rounds = 9;

    /// <summary>Runs the comparison and prints a table.</summary>
    public static int Run()
    {
        using var ajv = AjvProcess.Start(BenchmarkCases.All);
        if (ajv is null)
        {
            return 1;
        }

        var ours = Prepare();
        var results = new List<(Dictionary<string, double[]> Ours, Dictionary<string, double[]> Theirs)>();
        for (var i = 0; i < WarmUps + Rounds; i++)
        {
            results.Add((ours.ToDictionary(entry => entry.Key, entry => entry.Value()), ajv.Round()));
        }

        results.RemoveRange(0, WarmUps);
        Console.WriteLine($"{"case", -24} {"measure", -18} {"IXP ns", 12} {"Ajv ns", 12} {"faster", 8}");
        foreach (var name in ours.Keys)
        {
            foreach (var (measure, label) in ((int, string)[])[(0, "validate"), (1, "parse + validate")])
            {
                var mine = Median(results.Select(round => round.Ours[name][measure]));
                var theirs = Median(results.Select(round => round.Theirs[name][measure]));
                Console.WriteLine($"{name, -24} {label, -18} {mine, 12:N0} {theirs, 12:N0} {theirs / mine, 7:N2}x");
            }
        }

        return 0;
    }

    private static Dictionary<string, Func<double[]>> Prepare()
    {
        var prepared = new Dictionary<string, Func<double[]>>();
        foreach (var (name, schemaText, document, iterations) in BenchmarkCases.All)
        {
            var schema = CompiledSchema.Compile(
                JsonElement.Parse(schemaText),
                new SchemaOptions { AssertFormats = true }
            );
            var value = JsonElement.Parse(document);
            var bytes = Encoding.UTF8.GetBytes(document);
            prepared.Add(
                name,
                () =>
                    [
                        Time(iterations, () => schema.IsValid(value)),
                        Time(
                            iterations,
                            () =>
                            {
                                using var parsed = JsonDocument.Parse(bytes);
                                return schema.IsValid(parsed.RootElement);
                            }
                        ),
                    ]
            );
        }

        return prepared;
    }

    private static double Time(int iterations, Func<bool> action)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < iterations; i++)
        {
            if (!action())
            {
                throw new InvalidOperationException("The benchmark's document is not valid.");
            }
        }

        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / iterations;
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
