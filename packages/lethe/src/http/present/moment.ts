import type { Moment } from '../../requests/request.ts';

/** RFC 3339 UTC. */
export const isoOf = (moment: Moment): string => new Date(moment).toISOString();

export const isoOrNull = (moment: Moment | null): string | null => (moment === null ? null : isoOf(moment));

/** The database writes an offset where the wire writes Z. */
export const isoText = (text: string): string => new Date(text).toISOString();

export const isoTextOrNull = (text: string | null): string | null => (text === null ? null : isoText(text));
