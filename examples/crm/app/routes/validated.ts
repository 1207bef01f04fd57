/** A key of ours in an address; nothing else reaches the database. */
const id = { type: 'string', pattern: '^[1-9][0-9]{0,17}$' };

export const ids = (...names: readonly string[]) => ({
  type: 'object',
  properties: Object.fromEntries(names.map((name) => [name, id])),
  required: names,
});

export const body = (properties: Record<string, object>, required: readonly string[] = []) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

export const words = (maxLength: number, minLength = 1) => ({ type: 'string', minLength, maxLength });
