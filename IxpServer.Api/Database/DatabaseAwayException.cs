namespace IxpServer.Api.Database;

/// <summary>A request cannot be answered, since the database does not answer: 503.</summary>
/// <param name="message">What was asked of it.</param>
public sealed class DatabaseAwayException(string message) : Exception(message);
