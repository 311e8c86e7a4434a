/** "departDate" is "Depart date" to a reader. */
export function words(name) {
  const text = String(name)
    .replace(/[_-]+/g, ' ')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export const titleOf = ({ title, name }) => title ?? words(name);
export const labelOf = (schema, name) => schema.title ?? words(name);

export const shortDate = (text) =>
  new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(text));

export const milliseconds = (value) => (value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value)} ms`);

/** A uniform list of examples: the registry may give objects with parameters, or bare parameters. */
export function examplesOf({ examples }) {
  return (Array.isArray(examples) ? examples : [])
    .filter((example) => example && typeof example === 'object')
    .map((example, index) => ({
      title: example.title ?? `Example ${index + 1}`,
      parameters: example.parameters ?? example,
    }));
}
