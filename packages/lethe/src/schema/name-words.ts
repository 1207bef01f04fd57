/**
 * The words of an identifier, lower-case and without accents, whatever the naming style: `firstName`, `first_name`,
 * `FIRST-NAME` and `Prénom2` give first, name; prenom, 2. Digits are words of their own.
 */
export function wordsOf(name: string): readonly string[] {
  const plain = name.replaceAll('ß', 'ss').normalize('NFKD').replaceAll(/\p{M}/gu, '');
  const words = plain.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}]+|\p{Lu}|\d+/gu) ?? [];
  return words.map((word) => word.toLowerCase());
}
