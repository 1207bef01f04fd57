// Every browser and Node have it, but no library that a folder without Node and without DOM may name.
declare const TextDecoder: new (
  label: 'utf-8',
  options: { readonly fatal: true; readonly ignoreBOM: true },
) => { decode(bytes: Uint8Array): string };

/**
 * The text of some bytes, or undefined where they are not UTF-8. A byte order mark is kept: what is signed is bytes,
 * and a decoder that drops some would let two files share a signature.
 */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
