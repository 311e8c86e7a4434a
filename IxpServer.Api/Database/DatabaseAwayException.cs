namespace IxpServer.Api.Database;

/// <summary>A request cannot be answered, since the database does not answer in time: 503.</summary>
/// <param name="message">What was asked of it.</param>
/// <param name="fault">What ended the wait.</param>
public sealed class DatabaseAwayException(string message, Exception? fault = null) : TimeoutException(message, fault);
