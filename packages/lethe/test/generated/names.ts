import type { Decor } from './description.ts';
import { outside } from './world.ts';

/** One row, many rows: not all by an s. */
const nouns: readonly (readonly [string, string])[] = [
  ...(
    'project task note label order invoice payment device session ticket comment channel message campaign segment form ' +
    'answer webhook token report dashboard widget upload folder document template signature meeting reminder event lead ' +
    'deal quote product price coupon refund shipment supplier contract badge survey playbook recording transcript quota'
  )
    .split(' ')
    .map((noun): [string, string] => [noun, `${noun}s`]),
  ['company', 'companies'],
  ['category', 'categories'],
  ['inbox', 'inboxes'],
  ['address', 'addresses'],
  ['entry', 'entries'],
  ['person', 'people'],
];

export interface Names {
  /** A noun that was not used yet, and the name of its table. */
  next(style: Decor['name']): { readonly noun: string; readonly table: string };
  /** A column, in the way of this product. */
  column(...words: readonly string[]): string;
}

export function namesOf(camelCase: boolean): Names {
  let used = 0;
  return {
    next(style) {
      const [one, many] = nouns[used % nouns.length] ?? ['thing', 'things'];
      const again = used < nouns.length ? '' : String(Math.floor(used / nouns.length) + 1);
      used += 1;
      return { noun: `${one}${again}`, table: styles[style](camelCase ? pascal(one) : many, again) };
    },
    column: (...words) => {
      const name = words.join('_');
      return camelCase ? lowerFirst(pascal(name)) : name;
    },
  };
}

/** PostgreSQL keeps 63 bytes. */
const filler = '_of_everything_that_was_ever_recorded_for_a_customer_anywhere_at_all';

const styles: Readonly<Record<Decor['name'], (name: string, again: string) => string>> = {
  plain: (name, again) => `${name}${again}`,
  upper: (name, again) => `${name.toUpperCase()}${again}`,
  spaces: (name, again) => `all ${name}${again}`,
  quotes: (name, again) => `the "${name}"${again}`,
  dotted: (name, again) => `v2.${name}${again}`,
  long: (name, again) => `${name}${again}${filler}`.slice(0, 63),
  'non-ascii': (name, again) => `größe_${name}${again}_数`,
};

export function pascal(name: string): string {
  return name
    .split('_')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
}

function lowerFirst(name: string): string {
  return name.slice(0, 1).toLowerCase() + name.slice(1);
}

export function schemaName(schema: Decor['schema']): string {
  return schema === 'outside' ? outside : schema;
}
