using System.Diagnostics;
using IxpServer.Api.IntentLogs;
using IxpServer.Api.Telemetry;
using IxpServer.Data.IntentLogs;
using Xunit;

namespace IxpServer.Tests.IntentLogs;

/// <summary>Whose trace the write of a batch belongs to.</summary>
public sealed class IntentLogSpanTests : IDisposable
{
    private readonly ActivitySource _requests = new(Guid.NewGuid().ToString());
    private readonly ActivityListener _listener;

    public IntentLogSpanTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == _requests.Name || source.Name == ServerTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _requests.Dispose();
    }

    [Fact]
    public void A_batch_without_a_traced_request_has_no_span()
    {
        Assert.Null(IntentLogSpans.StartWrite(Batch(0).Batch));
    }

    [Fact]
    public void One_traced_request_has_the_write_in_its_trace()
    {
        var (batch, requests) = Batch(1);

        using var write = IntentLogSpans.StartWrite(batch);

        Assert.Equal((requests[0].TraceId, requests[0].SpanId), (write!.TraceId, write.ParentSpanId));
        Assert.Empty(write.Links);
    }

    [Fact]
    public void Several_are_linked_to_by_a_trace_of_its_own()
    {
        var (batch, requests) = Batch(3);

        using var write = IntentLogSpans.StartWrite(batch);

        Assert.Equal(default, write!.ParentSpanId);
        Assert.Equal(requests, write.Links.Select(link => link.Context));
    }

    private (QueuedBatch Batch, List<ActivityContext> Requests) Batch(int traced)
    {
        var batch = new QueuedBatch(new IntentLogBatch());
        var requests = new List<ActivityContext>();
        for (var n = 0; n < traced; n++)
        {
            using var request = _requests.StartActivity("request")!;
            IntentLogSpans.Link(ref batch.Requests);
            requests.Add(request.Context);
        }

        return (batch, requests);
    }
}
