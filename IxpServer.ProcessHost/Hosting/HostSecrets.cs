using System.Security.Cryptography;
using IxpServer.ProcessHost.Processes;

namespace IxpServer.ProcessHost.Hosting;

/// <summary>Secrets that are made once and kept beside the data that they protect.</summary>
internal sealed class HostSecrets
{
    private readonly string _file;
    private readonly Dictionary<string, string> _values;

    internal HostSecrets(RunDirectory directory)
    {
        _file = directory["secrets"];
        _values = File.Exists(_file)
            ? File.ReadLines(_file)
                .Select(line => line.Split('=', 2))
                .Where(pair => pair.Length is 2)
                .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal)
            : [];
    }

    /// <summary>The secret of this name: 32 random bytes in Base64, as the server wants its encryption key.</summary>
    internal string Key(string name) => Get(name, () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));

    /// <summary>The password of this name, of characters that need no quoting anywhere.</summary>
    internal string Password(string name) => Get(name, () => RandomNumberGenerator.GetHexString(32, lowercase: true));

    private string Get(string name, Func<string> make)
    {
        if (!_values.TryGetValue(name, out var value))
        {
            value = _values[name] = make();

            // Renamed into place, so that a crash cannot leave half of them.
            Modes.WriteSecret($"{_file}.new", string.Concat(_values.Select(pair => $"{pair.Key}={pair.Value}\n")));
            File.Move($"{_file}.new", _file, overwrite: true);
        }

        return value;
    }
}
