import { assertThrows } from "@std/assert";
import { checkSubject } from "../../../src/simulation/campaign/subject_check.ts";
import { supervisionSubject } from "../../../src/simulation/campaign/supervision_subject.ts";

Deno.test("checkSubject() takes a subject, and names what another one lacks", () => {
  const subject = supervisionSubject({ name: "one", horizonMs: 1, workers: [{ name: "a" }] });
  checkSubject("test", subject);
  const wrong = [
    [null, '"subject" must be an object with draw(), received null'],
    [{ ...subject, simpler: [] }, '"subject" must be an object with simpler()'],
    [{ ...subject, about: [] }, '"subject.about" must be an object, received an array'],
    [
      { ...subject, about: { ...subject.about, samples: null } },
      '"subject.about.samples" must be an object, received null',
    ],
    [
      { ...subject, about: { ...subject.about, points: {} } },
      '"subject.about.points" must be a list, received an object',
    ],
  ] as const;
  for (const [subject, message] of wrong) {
    assertThrows(() => checkSubject("test", subject), TypeError, `Cannot test: ${message}`);
  }
});
