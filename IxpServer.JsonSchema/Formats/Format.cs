namespace IxpServer.JsonSchema.Formats;

internal delegate bool FormatCheck(ReadOnlySpan<byte> text);

internal static class Format
{
    public static FormatCheck? Find(string name) => null;
}
