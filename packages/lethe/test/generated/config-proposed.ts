import { join } from 'node:path';
import { init } from '../../src/service/init.ts';
import { named } from './config-by-hand.ts';
import type { ConfigSource } from './run-case.ts';
import { valueColumn } from './world.ts';

/** What `lethe init --accept-proposed` writes for somebody who knows nothing but which table holds the tenants. */
export const proposed: ConfigSource = {
  async configOf({ place, world, kind }) {
    const out = join(place.dataDir, kind);
    await init({
      ...{ url: place.url, urlFrom: 'DATABASE_URL', schemas: [], out, accept: true },
      subjects: world.rowless ? [] : [`${named(world.root)}=${kind}`],
      subjectColumns: world.rowless ? [`${valueColumn}=${kind}`] : [],
    });
    return out;
  },
  asks: true,
};
