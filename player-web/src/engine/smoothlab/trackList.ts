import type { SmoothManifest, StreamIndex } from '../../smooth/manifest';
import { type PlayableStream, selectLevels } from '../../smooth/playableStream';
import { languageName } from '../../text/language';
import type { TrackChoice } from '../engine';

const TTML = new Set(['TTML', 'DFXP']);

/** The streams of sound that this browser plays, in the order of the manifest. */
export function audioStreams(manifest: SmoothManifest): PlayableStream[] {
  return manifest.streams
    .filter((stream) => stream.kind === 'audio' && stream.parentName === '' && stream.url !== '')
    .map((stream) => selectLevels(stream, (type) => MediaSource.isTypeSupported(type)).playable)
    .filter((playable) => playable !== undefined);
}

/** The streams of captions that this player reads. */
export function captionStreams(manifest: SmoothManifest): StreamIndex[] {
  return manifest.streams.filter(
    (stream) =>
      stream.kind === 'text' &&
      stream.url !== '' &&
      stream.levels.some((level) => TTML.has(level.fourCc.toUpperCase())),
  );
}

export function choiceOf({ name, language }: StreamIndex): TrackChoice {
  return { id: name, language, label: language === '' ? name : languageName(language) };
}
