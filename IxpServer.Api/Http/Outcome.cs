namespace IxpServer.Api.Http;

/// <summary>What a service made of a request: a value, or why there is none.</summary>
/// <param name="Value">Only an outcome without an error has one.</param>
/// <param name="Error">What is wrong; null when nothing is.</param>
public readonly record struct Outcome<T>(T? Value, IxpError? Error)
{
    /// <summary>It went well.</summary>
    public static implicit operator Outcome<T>(T value) => new(value, null);

    /// <summary>It did not.</summary>
    public static implicit operator Outcome<T>(IxpError error) => new(default, error);
}

/// <summary>The value of an outcome that has nothing to tell.</summary>
public readonly record struct Done;
