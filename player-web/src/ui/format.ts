/** `2400 kb/s`, or `2.4 Mb/s` where there is little room. */
export function bitrateText(bitsPerSecond: number | undefined): string {
  if (bitsPerSecond === undefined) return '–';
  if (bitsPerSecond >= 100_000_000) return `${Math.round(bitsPerSecond / 1_000_000)} Mb/s`;
  if (bitsPerSecond >= 1_000_000) return `${(bitsPerSecond / 1_000_000).toFixed(1)} Mb/s`;
  return `${Math.round(bitsPerSecond / 1000)} kb/s`;
}

export function secondsText(seconds: number | undefined, digits = 1): string {
  return seconds === undefined ? '–' : `${seconds.toFixed(digits)} s`;
}

/** `1:02:03`, or `2:03`; a minus stays in front. */
export function clockText(seconds: number): string {
  const whole = Math.round(Math.abs(seconds));
  const pad = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3600);
  const text =
    hours > 0
      ? `${hours}:${pad(minutes)}:${pad(whole % 60)}`
      : `${minutes}:${pad(whole % 60)}`;
  return seconds < 0 && whole > 0 ? `−${text}` : text;
}

/** Time of day of a log line. */
export function timeText(atMillis: number): string {
  const at = new Date(atMillis);
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}`;
}
