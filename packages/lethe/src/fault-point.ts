/**
 * Places where a process may die, named. A test kills at every one of them; one that no test reaches fails the build.
 * In production a call costs one comparison: nothing happens unless LETHE_FAULT names a point.
 */
/** Of a run that is carried out. */
export const runFaultPoints = [
  'apply.recorded',
  'run.claimed',
  'run.journalled',
  'run.started',
  'effect.enumerated',
  'effect.before-call',
  'effect.after-call',
  'effect.recorded',
  'step.filled',
  'batch.begun',
  'batch.written',
  'batch.receipted',
  'batch.committed',
  'step.done',
  'fence.noted',
  'fence.passed',
  'sweep.done',
  'root.written',
  'root.committed',
  'verify.done',
  'certify.signed',
  'certify.stored',
  'journal.done',
  'run.completed',
] as const;

/** Of a request's life: what is asked, told and mailed. */
export const lifeFaultPoints = [
  'request.stored',
  'request.told',
  'request.started',
  'token.issued',
  'notice.addressed',
  'notice.claimed',
  'notice.sent',
  'notice.recorded',
  'wish.looked-at',
  'tick.told',
] as const;

/** Of a call over HTTP: what it asked for is stored, and what it is answered is not, or is not sent. */
export const callFaultPoints = ['call.done', 'call.kept'] as const;

export const faultPoints = [...runFaultPoints, ...lifeFaultPoints, ...callFaultPoints];

export type FaultPoint = (typeof faultPoints)[number];

/** `LETHE_FAULT=batch.written:3` dies at the third time the point is passed; `:1` may be left out. */
const [faultName, faultTurn = '1'] = (process.env['LETHE_FAULT'] ?? '').split(':');
let turn = 0;

/** SIGKILL, so that nothing gets to clean up: no finally, no exit handler, no flushed buffer. */
export function faultPoint(name: FaultPoint): void {
  if (name !== faultName) return;
  turn += 1;
  if (turn === Number(faultTurn)) process.kill(process.pid, 'SIGKILL');
}
