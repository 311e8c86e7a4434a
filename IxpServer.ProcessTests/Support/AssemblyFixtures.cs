using IxpServer.Tests.Data;
using Xunit;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(TestPostgres))]

// More than there are processors: most of the time is spent in waiting for other processes.
[assembly: Parallelization(MaxThreads = 4)]
