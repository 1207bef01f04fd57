import type { EventShape } from '../../wire/event.ts';
import type { EventRecord } from '../backend.ts';
import { isoText } from './moment.ts';
import { snake } from './names.ts';

/** What operators write down of a decision is for operators; whoever asked is told what was decided, and when. */
export function forPeople({ data, ...event }: EventRecord): EventRecord {
  const { proof } = data;
  if (typeof proof !== 'object' || proof === null || !('reason' in proof)) return { ...event, data };
  const { kind, at } = { kind: null, at: null, ...proof };
  return { ...event, data: { ...data, proof: { kind, at } } };
}

export const presentEvent = ({ id, at, type, run, data }: EventRecord): EventShape => ({
  id,
  at: isoText(at),
  type: snake(type),
  run,
  data: { ...data },
});
