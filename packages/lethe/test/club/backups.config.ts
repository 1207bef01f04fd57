import { days, defineConfig, postgres } from '../../src/index.ts';
import clubs from './lethe.config.ts';

/** The clubs, with backup copies in rotation. */
export default defineConfig({
  ...clubs,
  stores: {
    clubs: postgres({
      url: 'CLUB_DATABASE_URL',
      schemas: ['app'],
      people: { table: 'app.users', key: 'id', email: 'email' },
      backups: { keptFor: days(30) },
    }),
  },
});
