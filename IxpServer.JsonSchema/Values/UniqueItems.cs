using System.Buffers;
using System.Text.Json;
using IxpServer.JsonSchema.Validation;

namespace IxpServer.JsonSchema.Values;

/// <summary>Finds equal items in an array, in time that grows as n log n.</summary>
internal static class UniqueItems
{
    // Up to this many items, comparing each with each is faster than hashing.
    private const int SmallArray = 12;

    /// <summary>Finds two equal items.</summary>
    /// <returns>Their positions, or null when all items differ.</returns>
    public static (int First, int Second)? FindDuplicate(JsonElement array, Run run)
    {
        var count = array.GetArrayLength();
        return count < 2 ? null
            : count <= SmallArray ? Pairwise(array, run)
            : Hashed(array, count, run);
    }

    private static (int First, int Second)? Pairwise(JsonElement array, Run run)
    {
        var i = 0;
        foreach (var item in array.EnumerateArray())
        {
            var j = 0;
            foreach (var earlier in array.EnumerateArray())
            {
                if (j == i)
                {
                    break;
                }

                if (JsonEquality.AreEqual(earlier, item, run))
                {
                    return (j, i);
                }

                j++;
            }

            i++;
        }

        return null;
    }

    private static (int First, int Second)? Hashed(JsonElement array, int count, Run run)
    {
        var items = ArrayPool<JsonElement>.Shared.Rent(count);
        var keys = ArrayPool<long>.Shared.Rent(count);
        var i = 0;
        foreach (var item in array.EnumerateArray())
        {
            items[i] = item;
            keys[i] = ((long)JsonHash.Of(item, run) << 32) | (uint)i++;
        }

        // Sorted keys put equal hashes side by side, in the order of their items.
        keys.AsSpan(0, count).Sort();
        var found = FindAmongNeighbours(keys.AsSpan(0, count), items, run);
        ArrayPool<JsonElement>.Shared.Return(items, clearArray: true);
        ArrayPool<long>.Shared.Return(keys);
        return found;
    }

    private static (int First, int Second)? FindAmongNeighbours(ReadOnlySpan<long> keys, JsonElement[] items, Run run)
    {
        for (var start = 0; start < keys.Length; start++)
        {
            for (var next = start + 1; next < keys.Length && keys[next] >> 32 == keys[start] >> 32; next++)
            {
                var (first, second) = ((int)keys[start], (int)keys[next]);
                if (JsonEquality.AreEqual(items[first], items[second], run))
                {
                    return (first, second);
                }
            }
        }

        return null;
    }
}
