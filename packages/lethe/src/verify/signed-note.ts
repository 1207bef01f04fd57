import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { decodeUtf8 } from './utf8.ts';
import { isKeyName, parseVerifierKey, type VerifierKey } from './verifier-key.ts';

// Signed notes as c2sp.org/signed-note has them: a text, an empty line, signature lines.

export type NoteProblem =
  | 'NOTE_TOO_LARGE'
  | 'NOTE_MALFORMED'
  | 'KEY_MALFORMED'
  | 'KEY_AMBIGUOUS'
  | 'KEY_UNKNOWN'
  | 'SIGNATURE_INVALID';

export interface NoteSignature {
  readonly name: string;
  /** Eight lower-case hex digits. */
  readonly keyId: string;
  readonly signature: Uint8Array;
}

interface Note {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** Whose key signed: name and id together, as either alone may be shared. */
export type NoteSigner = Pick<NoteSignature, 'name' | 'keyId'>;

interface VerifiedNote {
  readonly ok: true;
  readonly text: string;
  /** One for each signature that was verified, in the order of the lines. */
  readonly signers: readonly NoteSigner[];
  /** Signatures by keys that were not given. Nothing is known of them: anybody can add such a line. */
  readonly unknown: readonly NoteSigner[];
}

export interface NoteRefusal<Problem extends string = NoteProblem> {
  readonly ok: false;
  readonly problem: Problem;
  readonly message: string;
}

const largestBytes = 1_000_000;
/** The specification asks for 16 at least; an end there must be, or one note keeps a verifier busy for minutes. */
const mostSignatures = 64;
const signatureLine = /^— ([^ ]+) ([^ ]+)$/u;

/** The file of a text and its signatures. Throws where the text or a name cannot be part of a note: that is a bug. */
export function formatNote(text: string, signatures: readonly NoteSignature[]): string {
  const lines = signatures.map(
    ({ name, keyId, signature }) => `— ${name} ${encodeBase64(concatBytes(hexToBytes(keyId), signature))}\n`,
  );
  const note = `${text}\n${lines.join('')}`;
  const parsed = parseNote(note);
  if ('problem' in parsed || parsed.text !== text) throw new TypeError('bug: this text and signatures make no note');
  return note;
}

/** What an Ed25519 key of a note signs. */
export function noteBytes(text: string): Uint8Array {
  return utf8ToBytes(text);
}

/** Text and signatures of a note, nothing verified: use the text for no decision. */
export function parseNote(file: string | Uint8Array): Note | NoteRefusal {
  if (file.length > largestBytes) {
    return refusal('NOTE_TOO_LARGE', `the file has more than ${largestBytes} bytes`);
  }
  const note = typeof file === 'string' ? file : decodeUtf8(file);
  if (note === undefined || !note.isWellFormed()) return malformed('the file is not UTF-8');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose.
  if (/[\u0000-\u0009\u000b-\u001f]/u.test(note)) return malformed('the file holds a control character');
  // The last empty line, as the text may have some of its own.
  const split = note.lastIndexOf('\n\n');
  if (split < 0) return malformed('no empty line parts the text from its signatures');
  const rest = note.slice(split + 2);
  if (!rest.endsWith('\n')) return malformed('the file does not end with a signature line');
  const lines = rest.slice(0, -1).split('\n');
  if (lines.length > mostSignatures) return malformed(`the file has more than ${mostSignatures} signatures`);
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const signature = parseSignatureLine(line);
    if (signature === undefined) return malformed(`line ${signatures.length + 1} of the signatures is none`);
    signatures.push(signature);
  }
  return { text: note.slice(0, split + 1), signatures };
}

function parseSignatureLine(line: string): NoteSignature | undefined {
  const [, name = '', encoded = ''] = signatureLine.exec(line) ?? [];
  const bytes = decodeBase64(encoded);
  if (!isKeyName(name) || bytes === undefined || bytes.length < 5) return undefined;
  return { name, keyId: bytesToHex(bytes.subarray(0, 4)), signature: bytes.subarray(4) };
}

/**
 * The text of a note and who signed it. Signatures by keys not given are passed over; one bad signature by a given key
 * refuses the note, and so does a note that none of them signed.
 */
export function verifyNote(file: string | Uint8Array, vkeys: readonly string[]): VerifiedNote | NoteRefusal {
  const known = parseKeys(vkeys);
  if ('problem' in known) return known;
  const note = parseNote(file);
  if ('problem' in note) return note;
  const message = noteBytes(note.text);
  const signers: NoteSigner[] = [];
  const unknown: NoteSigner[] = [];
  for (const { name, keyId, signature } of note.signatures) {
    const key = known.keys.get(`${name}+${keyId}`);
    if (key === undefined) unknown.push({ name, keyId });
    else if (isSignedBy(key, message, signature)) signers.push({ name, keyId });
    else return refusal('SIGNATURE_INVALID', `the signature of ${name} (${keyId}) is not one of this text`);
  }
  if (signers.length === 0) {
    const names = unknown.map(({ name, keyId }) => `${name} (${keyId})`).join(', ');
    return refusal('KEY_UNKNOWN', `none of the keys given has signed this; the file names ${names}`);
  }
  return { ok: true, text: note.text, signers, unknown };
}

function parseKeys(vkeys: readonly string[]): { readonly keys: ReadonlyMap<string, VerifierKey> } | NoteRefusal {
  const keys = new Map<string, VerifierKey>();
  const seen = new Map<string, string>();
  for (const vkey of vkeys) {
    const key = parseVerifierKey(vkey);
    if ('wrong' in key) return refusal('KEY_MALFORMED', key.wrong);
    const identity = `${key.name}+${key.keyId}`;
    // Four bytes of hash are cheap to collide: with two keys under one id, the note would choose which one counts.
    if (seen.has(identity) && seen.get(identity) !== vkey) {
      return refusal('KEY_AMBIGUOUS', `two different keys are called ${identity}`);
    }
    seen.set(identity, vkey);
    keys.set(identity, key);
  }
  return { keys };
}

// RFC 8032 to the letter (no ZIP 215): with its looser rules some keys accept a signature over any text.
function isSignedBy(key: VerifierKey, message: Uint8Array, signature: Uint8Array): boolean {
  return signature.length === 64 && ed25519.verify(signature, message, key.publicKey, { zip215: false });
}

function malformed(message: string): NoteRefusal {
  return refusal('NOTE_MALFORMED', message);
}

function refusal(problem: NoteProblem, message: string): NoteRefusal {
  return { ok: false, problem, message };
}
