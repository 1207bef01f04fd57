import { cleanText } from '../clean-text.ts';
import { type Block, type Letter, list, says } from '../letter.ts';
import type { NoticeFacts } from '../notice-facts.ts';
import { at, capital, inSubject, largestFirst, records, stays, subjectWords, toSettle, whyYou } from '../phrases.ts';

export function completed(facts: NoticeFacts): Letter {
  return {
    subject: subjectOf(facts),
    title: 'Deletion is done',
    blocks: [
      whatHappened(facts),
      ...list('What was deleted', whatWent(facts)),
      ...whatRemains(facts),
      ...toSettle('warn', 'What was not settled before', facts),
      ...(facts.certificate === null
        ? []
        : [says(`The certificate of this deletion has the number ${cleanText(facts.certificate)}.`)]),
      ...whyYou(facts),
    ],
  };
}

function subjectOf(facts: NoticeFacts): string {
  if (facts.outcome === 'nothing_held') return `We hold no data of ${inSubject(facts)}`;
  const name = capital(inSubject(facts));
  if (facts.outcome === 'partial') return `${name} is deleted in part`;
  return facts.residuals.length === 0 ? `${name} is deleted` : `${name} is deleted; some data stays for now`;
}

function whatHappened(facts: NoticeFacts): Block {
  const { endedAt } = facts.dates;
  const when = endedAt === undefined ? '' : ` Done on ${at(endedAt, facts)}.`;
  if (facts.outcome === 'nothing_held') return says(`We looked, and hold no data of ${subjectWords(facts)}.${when}`);
  const how = facts.outcome === 'partial' ? 'is deleted in part; the rest stays' : 'is deleted';
  const rows = facts.rowsDeleted === null ? '' : ` ${capital(records(facts.rowsDeleted))} deleted.`;
  return says(`${capital(subjectWords(facts))} ${how}.${rows}${when}`);
}

/** Whoever wants every kind has the certificate. */
const mostKinds = 6;

function whatWent({ deleted }: NoticeFacts): readonly string[] {
  const most = largestFirst(deleted).slice(0, mostKinds);
  const more = deleted.length - most.length;
  return [
    ...most.map(({ what, rows }) => `${cleanText(what)}: ${records(rows)}`),
    ...(more === 0 ? [] : [`and ${more} more ${more === 1 ? 'kind' : 'kinds'} of records`]),
  ];
}

function whatRemains(facts: NoticeFacts): readonly Block[] {
  const remains = stays('What stays for now, and why', facts);
  // Of a part that was kept whole there is no list, so nothing may be claimed about it.
  return remains.length > 0 || facts.outcome === 'partial' ? remains : [says('Nothing of it is kept on purpose.')];
}
