/** Made once: making one takes longer than formatting a screen of counts. */
const COUNTING = new Intl.NumberFormat('en-GB')

/** "1 clip", "3 clips": a count with its unit. `many` where adding an s is wrong. */
export function count(number: number, one: string, many: string = `${one}s`): string {
  return `${COUNTING.format(number)} ${number === 1 ? one : many}`
}

/** Time that work still takes: "0:41 left", "about 2 min", "about 1 h 20 min"; "Measuring" while nobody knows. */
export function timeLeft(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return 'Measuring'
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 60) return `0:${String(whole).padStart(2, '0')} left`
  const minutes = Math.round(whole / 60)
  if (minutes < 60) return `about ${minutes} min`
  const rest = minutes % 60
  return rest === 0 ? `about ${minutes / 60} h` : `about ${Math.floor(minutes / 60)} h ${rest} min`
}

/** Minutes and seconds: "1:54", "1:02:05". */
export function clockTime(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const two = (value: number): string => String(value).padStart(2, '0')
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor(whole / 60) % 60
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`
}

/** Bytes as a person reads them: "340 MB", "18.4 GB". Decimal units, as systems show them. */
export function fileSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = Math.max(0, bytes)
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  const digits = unit < 3 || value >= 100 ? 0 : 1
  return `${value.toFixed(digits)} ${units[unit]}`
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** How long ago, in words: "just now", "20 minutes ago", "yesterday", "last month". Both in milliseconds. */
export function ago(then: number, now: number): string {
  const passed = now - then
  if (passed < MINUTE) return 'just now'
  if (passed < HOUR) return `${count(Math.floor(passed / MINUTE), 'minute')} ago`
  if (passed < DAY) return `${count(Math.floor(passed / HOUR), 'hour')} ago`
  const days = Math.floor(passed / DAY)
  if (days === 1) return 'yesterday'
  if (days < 7) return `${days} days ago`
  if (days < 14) return 'last week'
  if (days < 31) return `${Math.floor(days / 7)} weeks ago`
  if (days < 62) return 'last month'
  return `in ${new Date(then).toLocaleDateString('en-GB', { month: 'long', year: 'numeric' })}`
}

/** The time of day, "14:22". */
export function timeOfDay(at: number): string {
  return new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
}
