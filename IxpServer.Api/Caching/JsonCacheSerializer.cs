using System.Text.Json;
using ZiggyCreatures.Caching.Fusion.Serialization;

namespace IxpServer.Api.Caching;

/// <summary>How cached values are kept in Redis. Another version's values that no longer fit count as absent.</summary>
internal sealed class JsonCacheSerializer : IFusionCacheSerializer
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.General)
    {
        IncludeFields = false,
        RespectRequiredConstructorParameters = true,
    };

    public byte[] Serialize<T>(T? obj) => JsonSerializer.SerializeToUtf8Bytes(obj, Options);

    public T? Deserialize<T>(byte[] data) => JsonSerializer.Deserialize<T>(data, Options);

    public ValueTask<byte[]> SerializeAsync<T>(T? obj, CancellationToken token = default) => new(Serialize(obj));

    public ValueTask<T?> DeserializeAsync<T>(byte[] data, CancellationToken token = default) =>
        new(Deserialize<T>(data));
}
