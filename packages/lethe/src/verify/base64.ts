// As in utf8.ts: everywhere at run time, in no library a pure folder may name.
declare function atob(text: string): string;
declare function btoa(binary: string): string;

/** Standard alphabet, padded (RFC 4648 section 4). */
export function encodeBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/**
 * The bytes of a base64 text, or undefined unless it is exactly what the encoder gives for them. Decoders forgive
 * white space, missing padding and stray bits behind the last byte, and each would be a second spelling of a signature.
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  let binary: string;
  try {
    binary = atob(text);
  } catch {
    return undefined;
  }
  if (btoa(binary) !== text) return undefined;
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
