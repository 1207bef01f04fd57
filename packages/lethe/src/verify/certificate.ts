import { canonicalJson } from '../canonical-json.ts';
import { type CertificateBody, certificateBody } from './certificate-body.ts';
import { type Contradiction, firstContradiction } from './contradictions.ts';
import { readAs, type ShapeProblem } from './shape.ts';
import { type NoteProblem, type NoteRefusal, type NoteSigner, verifyNote } from './signed-note.ts';

/** Every way a certificate is refused. */
export type CertificateProblem =
  | NoteProblem
  | 'BODY_MALFORMED'
  | 'VERSION_UNKNOWN'
  | ShapeProblem['problem']
  | Contradiction['problem'];

export interface VerifiedCertificate {
  readonly ok: true;
  readonly certificate: CertificateBody;
  readonly signers: readonly NoteSigner[];
}

export type CertificateRefusal = NoteRefusal<CertificateProblem>;

/**
 * Whether a certificate was signed by one of these keys (vkeys) and agrees with itself. Needs no network and no clock.
 * Stricter than a note must be: every signature has to be by a key given, once, so that no byte of the file is free.
 */
export function verifyCertificate(given: {
  readonly file: string | Uint8Array;
  readonly keys: readonly string[];
}): VerifiedCertificate | CertificateRefusal {
  const note = verifyNote(given.file, given.keys);
  if (!note.ok) return note;
  const [stranger] = note.unknown;
  if (stranger !== undefined) return refusal('KEY_UNKNOWN', `${nameOf(stranger)} signed too, and is no key given`);
  const names = note.signers.map(nameOf);
  if (new Set(names).size < names.length) return refusal('NOTE_MALFORMED', 'one key has signed it twice');

  const value = canonicalValue(note.text);
  if (value === undefined) return refusal('BODY_MALFORMED', 'the text is not one line of canonical JSON (RFC 8785)');
  if (versionOf(value) !== 1) return refusal('VERSION_UNKNOWN', 'this is no certificate of version 1');
  const body = checkBody(value);
  if (!body.ok) return body;
  const { certificate } = body;
  if (!names.includes(nameOf(certificate.issuer))) {
    return refusal('KEY_UNKNOWN', `it names ${nameOf(certificate.issuer)} as issuer, who has not signed it`);
  }
  return { ok: true, certificate, signers: note.signers };
}

/** The checks of a body before and after it is signed: form, and agreement with itself. */
export function checkBody(
  value: unknown,
): { readonly ok: true; readonly certificate: CertificateBody } | CertificateRefusal {
  const read = readAs(certificateBody, value);
  if ('problem' in read) return refusal(read.problem, read.message);
  const contradiction = firstContradiction(read.value);
  if (contradiction !== undefined) return refusal(contradiction.problem, contradiction.message);
  return { ok: true, certificate: read.value };
}

/** What is signed: the canonical JSON of the body and a newline. */
export function certificateText(body: CertificateBody): string {
  return `${canonicalJson(body)}\n`;
}

// JSON.parse keeps the last of two equal keys and any spacing; only the text written again tells.
function canonicalValue(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return `${canonicalJson(value)}\n` === text ? value : undefined;
  } catch {
    return undefined;
  }
}

function versionOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'v' in value ? value.v : undefined;
}

function nameOf({ name, keyId }: NoteSigner): string {
  return `${name} (${keyId})`;
}

function refusal(problem: CertificateProblem, message: string): CertificateRefusal {
  return { ok: false, problem, message };
}
