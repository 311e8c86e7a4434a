using System.Collections.Immutable;
using IxpServer.Api.Http;
using Semver;

namespace IxpServer.Api.Registry;

/// <summary>
/// Everything the registry knows at one moment, immutable: what a request reads is consistent in itself, however
/// often the files change meanwhile.
/// </summary>
public sealed class RegistrySnapshot
{
    /// <summary>What filtered lists may take, in bytes.</summary>
    private const long FilteredBytes = 16 * 1024 * 1024;

    private readonly Dictionary<string, VersionSet<ResolvedIntent>> _intents;
    private readonly Dictionary<string, VersionSet<ComponentDefinition>> _components;
    private readonly Lazy<PreparedBody> _intentList;
    private readonly Lazy<PreparedBody> _componentList;

    /// <summary>Indexes the definitions, given in the order of their files.</summary>
    /// <param name="intents">All versions of all intents.</param>
    /// <param name="components">All versions of all components.</param>
    /// <param name="changed">When either last changed.</param>
    /// <param name="createdAt">Now.</param>
    /// <param name="previous">The one that this takes the place of: what was made of the same definitions is used again.</param>
    internal RegistrySnapshot(
        ImmutableArray<IntentDefinition> intents,
        ImmutableArray<ComponentDefinition> components,
        RegistryDates changed,
        DateTimeOffset createdAt,
        RegistrySnapshot? previous
    )
    {
        (AllIntents, AllComponents, Changed, CreatedAt) = (intents, components, changed, createdAt);
        _components = Index(AllComponents, component => component, previous?._components);
        var (parts, known) = (new AnswerParts(), previous?._intents);
        _intents = Index([.. AllIntents.Select(Resolve)], resolved => resolved.Intent, known);
        Intents = [.. AllIntents.Where(intent => ReferenceEquals(FindIntent(intent.Name), intent))];
        Components = [.. AllComponents.Where(component => ReferenceEquals(FindComponent(component.Name), component))];
        _intentList = new(() => DefinitionList.Prepare("intents", Intents, changed.Intents));
        _componentList = new(() => DefinitionList.Prepare("components", Components, changed.Components));

        ResolvedIntent Resolve(IntentDefinition intent)
        {
            var component = FindComponent(intent.Component);
            var before = known
                ?.GetValueOrDefault(intent.Name)
                ?.Find(resolved => ReferenceEquals(resolved.Intent, intent));
            return before is not null && ReferenceEquals(before.Component, component)
                ? before
                : ResolvedIntent.Create(intent, component, parts);
        }
    }

    /// <summary>When the snapshot was made.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>When its contents last changed; what lists give as their timestamp.</summary>
    public RegistryDates Changed { get; }

    /// <summary>The version of each intent that a request without a version gets, in file order.</summary>
    public ImmutableArray<IntentDefinition> Intents { get; }

    /// <summary>Every version of every intent, in file order.</summary>
    public ImmutableArray<IntentDefinition> AllIntents { get; }

    /// <summary>The version of each component that intents use, in file order.</summary>
    public ImmutableArray<ComponentDefinition> Components { get; }

    /// <summary>Every version of every component, in file order.</summary>
    public ImmutableArray<ComponentDefinition> AllComponents { get; }

    /// <summary>The answer of <c>GET /ixp/intents</c>.</summary>
    public PreparedBody IntentList => _intentList.Value;

    /// <summary>The answer of <c>GET /ixp/components</c>.</summary>
    public PreparedBody ComponentList => _componentList.Value;

    /// <summary>Answers of the lists with filters, as far as they have been asked for.</summary>
    internal PreparedBodies FilteredLists { get; } = new(FilteredBytes);

    /// <summary>The best version of an intent within a range (null: any), or null.</summary>
    public IntentDefinition? FindIntent(string name, SemVersionRange? range = null) =>
        FindResolved(name, range)?.Intent;

    /// <summary>The same joined with its component.</summary>
    public ResolvedIntent? FindResolved(string name, SemVersionRange? range = null) => Find(_intents, name, range);

    /// <summary>The best version of a component within a range (null: any), or null.</summary>
    public ComponentDefinition? FindComponent(string name, SemVersionRange? range = null) =>
        Find(_components, name, range);

    private static T? Find<T>(Dictionary<string, VersionSet<T>> sets, string name, SemVersionRange? range)
        where T : class
    {
        var versions = sets.GetValueOrDefault(name);
        return range is null ? versions?.Latest : versions?.Resolve(range);
    }

    /// <summary>Not a frozen one: that is made for reading alone, and a change would pay for all names again.</summary>
    private static Dictionary<string, VersionSet<T>> Index<T>(
        IReadOnlyCollection<T> items,
        Func<T, IDefinition> definitionOf,
        Dictionary<string, VersionSet<T>>? previous
    )
        where T : class
    {
        var index = new Dictionary<string, VersionSet<T>>(items.Count, StringComparer.Ordinal);
        foreach (var group in items.GroupBy(item => definitionOf(item).Name, StringComparer.Ordinal))
        {
            IReadOnlyCollection<T> versions = [.. group];
            index[group.Key] =
                previous?.GetValueOrDefault(group.Key) is { } known && known.IsOf(versions)
                    ? known
                    : new VersionSet<T>(versions, definitionOf);
        }

        return index;
    }
}
