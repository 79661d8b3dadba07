/** What stations ask about a person by the sealed number, and what tests and the dock put on file. */
import type { FastifyReply } from 'fastify';

import {
  confirmStaffRequestSchema,
  enrolRequestSchema,
  faceReferenceRequestSchema,
  fingerprintTemplateRequestSchema,
  matchFaceRequestSchema,
  platformPaths,
  qualificationStatusRequestSchema,
  type FaceReference,
  type StandInPerson,
} from '#contracts/platform-api.ts';
import { bodyLimits, refuse, type Answer } from './answering.ts';
import { matchThreshold, type FaceComparison } from './face-comparison.ts';
import type { OnFile } from './on-file.ts';
import { isJpeg } from './photos.ts';
import type { Qualification } from './qualification.ts';
import { staffId, type Register } from './register.ts';
import { unseal } from './unseal.ts';

export interface QualificationParts {
  readonly people: Register;
  readonly onFile: OnFile;
  readonly comparison: FaceComparison;
  readonly qualification: Qualification;
}

export function serveQualification(answer: Answer, parts: QualificationParts): void {
  const { people, onFile, comparison, qualification } = parts;

  /** Serves a living person; anybody else gets the problem that it is. */
  const ofPerson = async (
    identity: string,
    reply: FastifyReply,
    serve: (person: StandInPerson) => unknown,
  ): Promise<unknown> => {
    const number = await unseal('identity', identity);
    if (number === null) return refuse(reply, 'invalid-request');
    const found = people.byNumber(number.toString());
    if (found === null) return refuse(reply, 'unknown-person');
    return found.person.deceased ? refuse(reply, 'person-deceased') : serve(found);
  };

  answer('POST', platformPaths.qualificationStatus, qualificationStatusRequestSchema, ({ identity }, reply) =>
    ofPerson(identity, reply, (person) => qualification.status(person)),
  );
  answer('POST', platformPaths.faceReference, faceReferenceRequestSchema, ({ identity }, reply) =>
    ofPerson(identity, reply, ({ index }) => {
      const face = onFile.face(index);
      return face === null
        ? refuse(reply, 'not-enrolled')
        : ({ kind: 'photo', jpeg: face.jpeg.toString('base64') } satisfies FaceReference);
    }),
  );
  answer(
    'POST',
    platformPaths.matchFace,
    matchFaceRequestSchema,
    ({ identity, jpeg }, reply) =>
      ofPerson(identity, reply, async ({ index }) => {
        const face = onFile.face(index);
        if (face === null) return refuse(reply, 'not-enrolled');
        const picture = Buffer.from(jpeg, 'base64');
        if (!isJpeg(picture)) return refuse(reply, 'invalid-request');
        const match = await comparison.compare(picture, face);
        return match.ok ? { ...match.value, threshold: matchThreshold } : refuse(reply, 'internal');
      }),
    bodyLimits.withPicture,
  );
  answer(
    'POST',
    platformPaths.fingerprintTemplate,
    fingerprintTemplateRequestSchema,
    ({ identity, format }, reply) =>
      ofPerson(identity, reply, ({ index }) => {
        const template = onFile.fingerprint(index, format);
        return template === null ? refuse(reply, 'not-enrolled') : { template };
      }),
  );
  answer('POST', platformPaths.confirmStaff, confirmStaffRequestSchema, async ({ identity }, reply) => {
    const number = await unseal('identity', identity);
    if (number === null) return refuse(reply, 'invalid-request');
    const found = people.byNumber(number.toString());
    return found?.staff === true ? { staff: staffId(found) } : refuse(reply, 'not-staff');
  });

  answer(
    'PUT',
    platformPaths.enrol,
    enrolRequestSchema,
    ({ person, face, fingerprint, authenticatedElsewhere }, reply) => {
      const found = people.byIndex(person);
      if (found === null) return refuse(reply, 'unknown-person');
      const jpeg = typeof face === 'string' ? Buffer.from(face, 'base64') : face;
      if (jpeg instanceof Buffer && !isJpeg(jpeg)) return refuse(reply, 'invalid-request');
      if (jpeg !== undefined) onFile.setFace(person, jpeg);
      if (fingerprint !== undefined) onFile.setFingerprint(person, fingerprint.format, fingerprint.template);
      if (authenticatedElsewhere === true) qualification.authenticate(found);
      return qualification.status(found);
    },
    bodyLimits.withPicture,
  );
}
