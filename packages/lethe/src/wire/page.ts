import { z } from 'zod';
import { component } from './component.ts';

const mostItems = 200;

/** Query of every list. */
export const pageQuery = z.object({
  cursor: z.string().min(1).max(1000).optional().meta({ description: 'next of the page before; opaque' }),
  limit: z.coerce.number().int().min(1).max(mostItems).default(50),
});

export const pageOf = <Item extends z.ZodType>(id: string, item: Item, description: string) =>
  component(
    id,
    z.object({
      items: z.array(item),
      next: z.string().nullable().meta({ description: 'cursor of the next page; null: there is no more' }),
    }),
    { description },
  );
