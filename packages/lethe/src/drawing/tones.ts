/** What happens to rows, as it looks: never by colour alone. */
export type Tone = 'delete' | 'anonymise' | 'detach' | 'keep' | 'undecided' | 'unreached' | 'ignore';

export interface Look {
  readonly symbol: string;
  readonly word: string;
  readonly colour: string;
  readonly fill: string;
  readonly stroke: number;
  /** Of the border; empty: an unbroken line. */
  readonly dashes: string;
}

/** The symbols are those of `lethe plan`. Colours are told apart by the common kinds of colour blindness. */
export const looks: Readonly<Record<Tone, Look>> = {
  delete: { symbol: '−', word: 'delete', colour: '#b42318', fill: '#fff5f4', stroke: 1.6, dashes: '' },
  anonymise: { symbol: '~', word: 'anonymise', colour: '#8a5a00', fill: '#fffaeb', stroke: 1.6, dashes: '7 3' },
  detach: { symbol: '>', word: 'detach', colour: '#0b5cad', fill: '#f2f8ff', stroke: 1.6, dashes: '2 3' },
  keep: { symbol: '!', word: 'keep', colour: '#116b3c', fill: '#f1fbf5', stroke: 2.6, dashes: '' },
  undecided: { symbol: '?', word: 'undecided', colour: '#6d28a8', fill: '#faf5ff', stroke: 1.6, dashes: '9 3 2 3' },
  unreached: { symbol: '○', word: 'unreached', colour: '#57606a', fill: '#ffffff', stroke: 1, dashes: '4 4' },
  ignore: { symbol: '.', word: 'ignored', colour: '#57606a', fill: '#ffffff', stroke: 1, dashes: '' },
};

export const ink = '#1f2328';
export const pale = '#57606a';
export const lines = '#8c959f';
