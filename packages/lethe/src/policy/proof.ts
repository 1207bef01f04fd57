import { type Duration, describeDuration } from './duration.ts';
import { own } from './lookup.ts';
import { nearest } from './nearest.ts';
import type { ProofWay } from './policy.ts';
import { list, object, oneOf, type Read, refuse, required } from './read.ts';
import { isPlainObject } from './snapshot.ts';
import { validityLike } from './wait.ts';

type Way<Kind extends ProofWay['kind']> = Extract<ProofWay, { readonly kind: Kind }>;

/** Signed in at most so long ago, as the host application says in a token it signs. */
export const freshSession = ({ within }: { readonly within: Duration }): ProofWay => ({
  kind: 'fresh session',
  within,
});

/** The password, typed at most so long ago, as the host application says. */
export const password = ({ within }: { readonly within: Duration }): ProofWay => ({ kind: 'password', within });

/** A link or code, sent to the address that the host's people have it under. */
export const mailbox = ({ expiresIn }: { readonly expiresIn: Duration }): ProofWay => ({ kind: 'mailbox', expiresIn });

/** An operator takes it on themselves, with a reason. */
export const operatorDecision = (): ProofWay => ({ kind: 'operator decision' });

/** How each is written, for those who wrote only its name. */
const examples: Readonly<Record<ProofWay['kind'], string>> = {
  'fresh session': 'freshSession({ within: minutes(10) })',
  password: 'password({ within: minutes(10) })',
  mailbox: 'mailbox({ expiresIn: hours(24) })',
  'operator decision': 'operatorDecision()',
};

const wanted = {
  expected: 'freshSession(…), password(…), mailbox(…) or operatorDecision()',
  write: 'one of these, with what it needs',
};

const readers: Readonly<Record<ProofWay['kind'], Read<ProofWay>>> = {
  'fresh session': object<Way<'fresh session' | 'password'>>(wanted, {
    kind: required(oneOf('fresh session')),
    within: required(validityLike('minutes(10)')),
  }),
  password: object<Way<'fresh session' | 'password'>>(wanted, {
    kind: required(oneOf('password')),
    within: required(validityLike('minutes(10)')),
  }),
  mailbox: object<Way<'mailbox'>>(wanted, {
    kind: required(oneOf('mailbox')),
    expiresIn: required(validityLike('hours(24)')),
  }),
  'operator decision': object<Way<'operator decision'>>(wanted, { kind: required(oneOf('operator decision')) }),
};

/** Null where what was written is no way of proof, which has been noted: no stand-in may count as a second of its kind. */
const readProof: Read<ProofWay | null> = (value, at) => {
  const kind = isPlainObject(value) ? value['kind'] : null;
  const reader = typeof kind === 'string' ? own(readers, kind) : null;
  if (reader !== null) return reader(value, at);
  const meant = typeof value === 'string' ? nearest(value, Object.keys(examples)) : null;
  refuse(value, at, { ...wanted, write: (meant === null ? null : own(examples, meant)) ?? wanted.write });
  return null;
};

const readAll = list(
  {
    expected: 'at least one way of proof',
    write: 'proof: [freshSession({ within: minutes(10) }), operatorDecision()]',
  },
  readProof,
  1,
);

export const readProofs: Read<readonly ProofWay[]> = (value, at) => {
  const ways = readAll(value, at);
  for (const [index, way] of ways.entries()) {
    if (way === null || ways.findIndex((each) => each?.kind === way.kind) === index) continue;
    // Of two times for one way nobody could say which is meant.
    at.item(index).problem({ expected: 'each way of proof once', found: way.kind, write: 'nothing: remove it' });
  }
  return Object.freeze(ways.filter((way) => way !== null));
};

export function explainProof(way: ProofWay): string {
  switch (way.kind) {
    case 'fresh session':
      return `the role and a sign-in at most ${describeDuration(way.within)} old`;
    case 'password':
      return `the role and the password, typed at most ${describeDuration(way.within)} ago`;
    case 'mailbox':
      return `the role and a link or code sent to their mailbox, good for ${describeDuration(way.expiresIn)}`;
    case 'operator decision':
      return 'the decision of an operator, with a reason';
  }
}
