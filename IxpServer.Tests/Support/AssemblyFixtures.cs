using IxpServer.Tests.Data;
using Xunit;

[assembly: AssemblyFixture(typeof(TestPostgres))]
