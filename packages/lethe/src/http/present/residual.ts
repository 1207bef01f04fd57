import type { ResidualShape } from '../../wire/residual.ts';
import type { ResidualRecord } from '../backend.ts';
import { isoTextOrNull } from './moment.ts';

export const presentResidual = ({ until, ...rest }: ResidualRecord): ResidualShape => ({
  ...rest,
  until: isoTextOrNull(until),
});
