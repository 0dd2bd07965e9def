const PATTERN = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Seconds of an `xs:duration` in days and smaller; undefined when it is none. */
export function durationSeconds(text: string): number | undefined {
  const parts = PATTERN.exec(text);
  if (parts === null || text.endsWith('P') || text.endsWith('T')) return undefined;
  const [, days, hours, minutes, seconds] = parts.map((part) => Number(part ?? 0));
  return (days ?? 0) * 86_400 + (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0);
}

/** The `xs:duration` of whole seconds. */
export function durationText(seconds: number): string {
  return `PT${Math.max(0, Math.round(seconds))}S`;
}
