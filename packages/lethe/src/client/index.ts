export type { AccessShape as Access, SubjectShape as Subject } from '../wire/access.ts';
export type { CertificateShape as Certificate } from '../wire/certificate.ts';
export type { PlanShape as Plan } from '../wire/plan.ts';
export type { RequestShape as Request } from '../wire/request.ts';
export type { ResidualShape as Residual } from '../wire/residual.ts';
export type { RunShape as Run } from '../wire/run.ts';
export type { ClientOptions } from './call.ts';
export {
  createLethe,
  type Lethe,
  type Proof,
  type Received,
  type RequestFilter,
  type RequestList,
  type Wish,
} from './create-lethe.ts';
export { LetheProblem } from './lethe-problem.ts';
