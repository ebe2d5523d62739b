/** A clip number in parts: scene 3, clip 4, insert "A". */
interface NumberParts {
  readonly scene: number
  readonly clip: number
  readonly suffix: string
}

function parse(number: string): NumberParts | null {
  const match = /^(\d+)\.(\d+)([A-Z]*)$/.exec(number)
  return match ? { scene: Number(match[1]), clip: Number(match[2]), suffix: match[3] ?? '' } : null
}

const format = (scene: number, clip: number, suffix = ''): string =>
  `${scene}.${String(clip).padStart(2, '0')}${suffix}`

/** A, B … Z, AA, AB …: the letters after `suffix`. */
function nextSuffix(suffix: string): string {
  if (suffix === '') return 'A'
  const last = suffix.slice(-1)
  return last === 'Z'
    ? `${nextSuffix(suffix.slice(0, -1))}A`
    : suffix.slice(0, -1) + String.fromCharCode(last.charCodeAt(0) + 1)
}

/**
 * The permanent number of a new clip. At the end of a scene it is the next whole number of that scene; after another
 * clip with something behind it, that clip's number with the next free letter (3.04A). `taken` holds every number
 * of the film, trashed clips included, because a number once given is never given again.
 */
export function nextClipNumber(
  sceneNumber: number,
  previous: string | null,
  atEnd: boolean,
  taken: ReadonlySet<string>,
): string {
  const base = previous === null ? null : parse(previous)
  if (!atEnd && base) {
    let suffix = nextSuffix('')
    while (taken.has(format(base.scene, base.clip, suffix))) suffix = nextSuffix(suffix)
    return format(base.scene, base.clip, suffix)
  }
  const scene = base?.scene ?? sceneNumber
  let highest = 0
  for (const number of taken) {
    const parts = parse(number)
    if (parts?.scene === scene) highest = Math.max(highest, parts.clip)
  }
  return format(scene, highest + 1)
}
