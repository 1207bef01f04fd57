// What `lethe/verify` offers: it runs in a browser as in Node, needs no network, and imports nothing else of Lethe.

export {
  type CertificateProblem,
  type CertificateRefusal,
  type VerifiedCertificate,
  verifyCertificate,
} from './certificate.ts';
export type { CertificateBody } from './certificate-body.ts';
export { verifyNote } from './signed-note.ts';
export { type CommittedSubject, openSubject } from './subject-commitment.ts';
