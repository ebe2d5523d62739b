import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const pages = ['README.md', 'CONTRIBUTING.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)].filter(
  (path) => path.endsWith('.md'),
)

test('the README lists every variable that the server reads, and no other', () => {
  const rows = [...read('README.md').matchAll(/^\| (`[A-Z\d_`, ]+`) \|/gm)]
  const listed = rows.flatMap(([, names = '']) => names.replaceAll('`', '').split(', '))
  const schemas = [
    /const Environment = z\.object\(\{([^]*?)\n\}\)/.exec(read('sync-server/config.ts'))?.[1],
    /const accessVariables = \{([^]*?)\n\}/.exec(read('sync-server/config/access.ts'))?.[1],
  ]
  const known = schemas.flatMap((schema = '') => [...schema.matchAll(/^ {2}([A-Z\d_]+):/gm)].map(([, name]) => name))
  expect(known.length).toBeGreaterThan(0)
  expect(new Set(listed)).toEqual(new Set(known))
})

test('every npm command that a page names exists', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  const named = pages.flatMap((page) => [...read(page).matchAll(/npm (?:run (\w[\w:-]*)|(start|test))/g)])
  expect(named.length).toBeGreaterThan(0)
  for (const [, run, short] of named) expect(Object.keys(scripts)).toContain(run ?? short)
})

test('every file that a page links to is there', () => {
  for (const page of pages) {
    for (const [, target = ''] of read(page).matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)) {
      expect(existsSync(join(root, page, '..', target)), `${page} links to ${target}`).toBe(true)
    }
  }
})
