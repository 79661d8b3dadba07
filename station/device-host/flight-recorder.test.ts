import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { FlightRecorder, FlightWriter } from './flight-recorder.ts';

describe('the flight recorder', () => {
  let recorder: FlightRecorder;
  let writer: FlightWriter;
  beforeEach(() => {
    recorder = new FlightRecorder();
    writer = new FlightWriter(recorder.file);
  });
  afterEach(() => recorder.close());

  it('knows nobody before anything happened', () => {
    expect(recorder.atWork()).toEqual([]);
  });

  it('names everybody with an exchange under way, from the first device to the last possible', () => {
    for (const index of [0, 7, 31]) writer.note(index, true);
    writer.note(7, false);
    expect(recorder.atWork()).toEqual([0, 31]);
  });

  it('names nobody when every exchange has ended, or a new host starts', () => {
    writer.note(3, true);
    writer.note(3, false);
    expect(recorder.atWork()).toEqual([]);
    writer.note(3, true);
    recorder.clear();
    expect(recorder.atWork()).toEqual([]);
  });
});
