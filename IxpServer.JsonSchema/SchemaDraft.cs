namespace IxpServer.JsonSchema;

/// <summary>A draft of JSON Schema, the oldest first. A schema says by <c>$schema</c> which one it is written in.</summary>
public enum SchemaDraft
{
    /// <summary>Draft-04: <c>id</c>, boolean <c>exclusiveMinimum</c>, no <c>const</c> and no conditions.</summary>
    Draft4,

    /// <summary>Draft-06: <c>$id</c>, <c>const</c>, <c>contains</c>, <c>propertyNames</c>, <c>true</c> and <c>false</c> as schemas.</summary>
    Draft6,

    /// <summary>Draft-07: <c>if</c>, <c>then</c> and <c>else</c>. The last in which <c>$ref</c> stands alone.</summary>
    Draft7,

    /// <summary>Draft 2019-09: <c>$defs</c>, <c>$anchor</c>, <c>$recursiveRef</c>, <c>dependentSchemas</c>, <c>unevaluatedProperties</c>.</summary>
    Draft201909,

    /// <summary>Draft 2020-12: <c>prefixItems</c>, <c>$dynamicRef</c>. The one that counts where a schema names none.</summary>
    Draft202012,
}
