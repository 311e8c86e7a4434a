using System.Net.Sockets;
using IxpServer.Api.Requests;
using IxpServer.Tests.Logs;
using IxpServer.Tests.Support;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace IxpServer.Tests.Http;

/// <summary>A client that goes away while its body is read is no fault of the server's.</summary>
public sealed class RequestBoundaryTests
{
    public static TheoryData<Exception> Ends =>
        [
            new ConnectionResetException("reset", new SocketException((int)SocketError.ConnectionReset)),
            new ConnectionAbortedException("aborted"),
            new TaskCanceledException("aborted", new ConnectionAbortedException("aborted")),
        ];

    /// <summary>The reader may hear of the end before <see cref="HttpContext.RequestAborted"/> says so.</summary>
    [Theory, MemberData(nameof(Ends))]
    public async Task A_connection_that_ends_is_no_error(Exception end)
    {
        var log = new AnyLevel();
        await using var server = IxpTestServer.Start(services: services => services.AddSingleton<ILoggerProvider>(log));
        RequestDelegate next = _ => throw end;
        var boundary = ActivatorUtilities.CreateInstance<RequestBoundary>(server.Services, next);
        var context = new DefaultHttpContext { RequestServices = server.Services };

        await boundary.InvokeAsync(context);

        Assert.Equal(499, context.Response.StatusCode);
        Assert.Empty(log.Errors);
    }
}
