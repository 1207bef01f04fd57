import { wordsOf } from './name-words.ts';

const irregular: Readonly<Record<string, string>> = {
  people: 'person',
  children: 'child',
  men: 'man',
  women: 'woman',
  media: 'medium',
  criteria: 'criterion',
  indices: 'index',
  analyses: 'analysis',
  statuses: 'status',
  news: 'news',
  series: 'series',
  data: 'data',
  movies: 'movie',
  caches: 'cache',
  aliases: 'alias',
  buses: 'bus',
  quizzes: 'quiz',
  cookies: 'cookie',
  calories: 'calorie',
  selfies: 'selfie',
  heroes: 'hero',
  lenses: 'lens',
  bonuses: 'bonus',
  campuses: 'campus',
  viruses: 'virus',
  canvases: 'canvas',
  biases: 'bias',
  diagnoses: 'diagnosis',
  vertices: 'vertex',
  matrices: 'matrix',
  curricula: 'curriculum',
  shelves: 'shelf',
  halves: 'half',
  wives: 'wife',
};

export function singular(word: string): string {
  const known = Object.hasOwn(irregular, word) ? irregular[word] : undefined;
  if (known !== undefined) return known;
  if (word.length <= 3 || /(?:ss|us|[sx]is|iris|debris|tennis|redis)$/.test(word)) return word;
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (/(?:ss|x|ch|sh|zz)es$/.test(word)) return word.slice(0, -2);
  return word.endsWith('s') ? word.slice(0, -1) : word;
}

/** As paths and types spell it, whatever the table is called. */
export function plural(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return /(?:s|x|ch|sh|z)$/.test(word) ? `${word}es` : `${word}s`;
}

/** What one row of a table called so is: `account_users` is an account_user. */
export function itemOf(tokens: readonly string[]): string {
  return [...tokens.slice(0, -1), ...tokens.slice(-1).map(singular)].join('_');
}

const keySuffixes = new Set(['id', 'uuid', 'guid', 'uid', 'key', 'ref', 'fk', 'pk']);

/** A column that by its name refers to something: what it calls it, and by which of its keys. Null: it does not. */
export interface Referring {
  /** `last`, `account` of last_account_id. */
  readonly item: readonly string[];
  /** `id`, `uuid`, … */
  readonly by: string;
}

export function referringOf(column: string): Referring | null {
  const tokens = wordsOf(column);
  const by = tokens.at(-1);
  if (by === undefined) return null;
  if (tokens.length === 1) return inOneWord(by);
  return keySuffixes.has(by) ? { item: tokens.slice(0, -1), by } : null;
}

/** `companyid`, as a server writes companyId that nobody has quoted. */
function inOneWord(word: string): Referring | null {
  const [, item, by] = /^([a-z]{3,})(id|uuid|guid)$/.exec(word) ?? [];
  return item === undefined || by === undefined || endingInId.has(word) ? null : { item: [item], by };
}

const endingInId = new Set(
  (
    'unpaid prepaid postpaid repaid valid invalid avoid solid liquid fluid hybrid android rapid vivid rigid humid steroid asteroid ' +
    'centroid covid orchid pyramid squid braid plaid candid splendid mermaid'
  ).split(' '),
);
