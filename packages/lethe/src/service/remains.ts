import type { CertificateBody, CertifiedResidual } from '../verify/certificate-body.ts';

export type Remains = Pick<CertifiedResidual, 'kind' | 'what' | 'reason' | 'until'>;

/** What a certificate of ours says remains, besides rows that are kept on purpose: those stand with their tables. */
export function remainsIn(note: string): readonly Remains[] {
  // A signed note is its text, an empty line, and the signatures.
  const body: CertificateBody = JSON.parse(note.slice(0, note.indexOf('\n\n')));
  return body.residuals
    .filter(({ kind }) => kind !== 'rows')
    .map(({ kind, what, reason, until }) => ({ kind, what, reason, until }));
}
