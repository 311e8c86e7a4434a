namespace IxpServer.JsonSchema.Patterns;

/// <summary>The capturing groups of an expression, found beforehand because references may come first.</summary>
internal sealed class EcmaGroups
{
    private readonly Dictionary<string, int> names = [];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Whether anything refers to them.</summary>
    public bool AreUsed { get; private set; }

    /// <summary>Finds the groups of an expression.</summary>
    public static EcmaGroups Find(string source)
    {
        var groups = new EcmaGroups();
        var reader = new EcmaReader(source);
        var isInClass = false;
        while (!reader.IsAtEnd)
        {
            switch (reader.Take())
            {
                case '\\' when !reader.IsAtEnd:
                    var escaped = reader.Take();
                    groups.AreUsed |= !isInClass && escaped is 'k' or (>= '1' and <= '9');
                    break;
                case '[':
                    isInClass = true;
                    break;
                case ']':
                    isInClass = false;
                    break;
                case '(' when !isInClass:
                    groups.Add(reader);
                    break;
            }
        }

        return groups;
    }

    /// <summary>The number of a named group; zero when there is none.</summary>
    public int NumberOf(string name) => names.GetValueOrDefault(name);

    private void Add(EcmaReader reader)
    {
        if (reader.TryTake("?<"))
        {
            if (reader.TryTake('=') || reader.TryTake('!'))
            {
                return;
            }

            var name = reader.TakeUntil('>');
            if (name.Length == 0 || !char.IsLetter(name[0]) && name[0] is not ('_' or '$'))
            {
                throw new FormatException("has a group whose name is no identifier");
            }

            if (!names.TryAdd(name, Count + 1))
            {
                throw new FormatException("has two groups of the same name");
            }
        }
        else if (!reader.IsAtEnd && reader.Peek() == '?')
        {
            return;
        }

        Count++;
    }
}
