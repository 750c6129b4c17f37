/** Seconds as a reader says them: 40 ms, 4.1 s, 52 s, 3 min 12 s, 2 h 5 min. */
export function duration(seconds: number): string {
  if (seconds < 0.1) return seconds < 0.001 ? "under 1 ms" : `${Math.round(seconds * 1000)} ms`;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes} min ${whole % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
