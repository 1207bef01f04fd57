/** A line a figure: what was measured, and whether it is within what was promised. */
export function verdict(
  what: string,
  value: number,
  bound: { readonly most: number } | { readonly least: number },
): void {
  const [kept, text] =
    'most' in bound ? [value <= bound.most, `≤ ${bound.most}`] : [value >= bound.least, `≥ ${bound.least}`];
  const digits = value >= 10 ? 0 : 2;
  console.log(`${what} = ${value.toFixed(digits)} (${text}: ${kept ? 'kept' : 'NOT KEPT'})`);
}
