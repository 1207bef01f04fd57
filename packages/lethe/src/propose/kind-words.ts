/** `an account`, `a user`. */
export const oneOf = (kind: string): string => `${/^(?:[aeio]|u(?!ser|ni))/.test(kind) ? 'an' : 'a'} ${kind}`;
