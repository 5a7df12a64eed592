/** What a zone's wall clock shows at an instant, in minutes east of UTC. */
function minutesEast(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(at)
  const n = (type: string) => Number(parts.find((part) => part.type === type)?.value)
  return Math.round((Date.UTC(n('year'), n('month') - 1, n('day'), n('hour'), n('minute')) - at) / 60_000)
}

/**
 * The instant at which a zone's wall clock shows `local` (as a datetime-local
 * field writes it: 2026-11-10T20:00), or '' when it is not a time. In an hour
 * that comes twice, the first; one that is skipped is read as the hour after.
 */
export function instantOf(local: string, zone: string): string {
  const wall = Date.parse(`${local}Z`)
  if (Number.isNaN(wall)) return ''
  const guess = wall - minutesEast(wall, zone) * 60_000
  return new Date(wall - minutesEast(guess, zone) * 60_000).toISOString()
}

/** What a datetime-local field shows for an instant in a zone. */
export function localOf(instant: string | number, zone: string): string {
  const at = new Date(instant).getTime()
  return new Date(at + minutesEast(at, zone) * 60_000).toISOString().slice(0, 16)
}
