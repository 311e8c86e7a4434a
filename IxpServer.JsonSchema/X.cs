namespace IxpServer.JsonSchema;

internal static class X;
