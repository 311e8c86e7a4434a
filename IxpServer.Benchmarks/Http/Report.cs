using System.Text.Json;

namespace IxpServer.Benchmarks.Http;

/// <summary>Prints figures for people and writes them for programs.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    internal static void Print(IEnumerable<Figure> figures)
    {
        Console.WriteLine("| scenario | IXP, us CPU/request | bare, us CPU/request | value | budget | aim | |");
        Console.WriteLine("|---|--:|--:|--:|--:|--:|---|");
        foreach (var figure in figures)
        {
            var verdict =
                figure.Budget is null ? ""
                : figure.IsMet ? "PASS"
                : "MISS";
            Console.WriteLine(
                $"| {figure.Name} | {figure.IxpMicroseconds:0.0} | {figure.BareMicroseconds:0.0} "
                    + $"| {Show(figure.Value, figure)} | {Show(figure.Budget, figure)} | {Show(figure.Aim, figure)} "
                    + $"| {verdict} |"
            );
        }
    }

    internal static void Save(string file, IEnumerable<Figure> figures) =>
        File.WriteAllText(file, JsonSerializer.Serialize(figures, Indented));

    private static string Show(double? value, Figure figure) =>
        value is null ? ""
        : figure.Unit is "MB" ? $"{value:0} MB"
        : $"{value:0.00} {figure.Unit}";
}
