using Xunit;

namespace IxpServer.Tests.Support;

/// <summary>Tests that measure time: each has the machine to itself, as far as this process goes.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
