namespace IxpServer.Api.Rendering;

/// <summary>
/// An answer has outgrown its buffer's limit. It is thrown where the bytes are counted, so that whatever writes them, however
/// deep in a schema, stops at once.
/// </summary>
internal sealed class AnswerTooLargeException() : Exception("The answer is larger than it may be");
