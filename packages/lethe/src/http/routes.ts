import { developmentRoutes } from './pages/development.ts';
import { pageRoutes } from './pages/page-routes.ts';
import type { Route } from './route.ts';
import { apiKeyRoutes } from './routes/api-key.ts';
import { evidenceRoutes } from './routes/evidence.ts';
import { holdRoutes } from './routes/hold.ts';
import { operationRoutes } from './routes/operation.ts';
import { planRoutes } from './routes/plan.ts';
import { publicRoutes } from './routes/public.ts';
import { requestRoutes } from './routes/request.ts';
import { runRoutes } from './routes/run.ts';
import { subjectRoutes } from './routes/subject.ts';

/** Every route there is: what is served, documented, and tried by the tests. */
export const routes: readonly Route[] = [
  ...requestRoutes,
  ...planRoutes,
  ...runRoutes,
  ...holdRoutes,
  ...subjectRoutes,
  ...evidenceRoutes,
  ...apiKeyRoutes,
  ...publicRoutes,
  ...operationRoutes,
  ...pageRoutes,
  ...developmentRoutes,
];
