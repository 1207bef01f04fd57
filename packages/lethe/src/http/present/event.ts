import type { EventShape } from '../../wire/event.ts';
import type { EventRecord } from '../backend.ts';
import { isoText } from './moment.ts';
import { snake } from './names.ts';

export const presentEvent = ({ id, at, type, run, data }: EventRecord): EventShape => ({
  id,
  at: isoText(at),
  type: snake(type),
  run,
  data: { ...data },
});
