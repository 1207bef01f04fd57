import { z } from 'zod';

interface Described {
  readonly description: string;
  readonly examples?: readonly unknown[];
}

/** A schema with a name: it becomes a component of the OpenAPI document and is referred to by it. */
export function component<Schema extends z.ZodType>(id: string, schema: Schema, { description, examples }: Described) {
  z.globalRegistry.add(schema, { id, description, ...(examples === undefined ? {} : { examples: [...examples] }) });
  return schema;
}
