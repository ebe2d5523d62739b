/**
 * The Chromium that browser tests and screenshots run in.
 *
 * Looked for in this order: `CHROMIUM_PATH`, the one that Playwright installed, one that the system has. When there is
 * none, `ensureChromium` lets Playwright install its own. Run as a script it prints the path, or how to get one, and exits 1.
 */
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge']
const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

/** What to tell somebody whose machine has no Chromium and cannot fetch one. */
export const howToGetChromium = [
  'No Chromium was found for the browser tests, and Playwright could not install one. Any of these helps:',
  '  npx playwright install --with-deps chromium   (needs the network)',
  '  apt-get install chromium                      (Debian, Ubuntu)',
  '  install Chromium, Chrome or Edge, or set CHROMIUM_PATH to the executable of one',
].join('\n')

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/**
 * The path of an installed Chromium, or null.
 * @returns {string | null}
 * @throws when CHROMIUM_PATH names a file that cannot be run: a wrong setting should not pass unseen
 */
export function findChromium() {
  const chosen = process.env.CHROMIUM_PATH
  if (chosen) {
    if (isExecutable(chosen)) return chosen
    throw new Error(`CHROMIUM_PATH is ${chosen}, which cannot be run.`)
  }
  if (existsSync(chromium.executablePath())) return chromium.executablePath()
  const onPath = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)))
  return [...onPath, ...places].find(isExecutable) ?? null
}

/**
 * The path of a Chromium; installs Playwright's own when the machine has none. Null when that fails too.
 * @returns {string | null}
 */
export function ensureChromium() {
  const found = findChromium()
  if (found) return found
  console.error('No Chromium found; asking Playwright to install one.')
  const cli = fileURLToPath(new URL('../node_modules/playwright/cli.js', import.meta.url))
  spawnSync(process.execPath, [cli, 'install', 'chromium'], { stdio: 'inherit' })
  return findChromium()
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const path = ensureChromium()
    console.log(path ?? howToGetChromium)
    process.exitCode = path ? 0 : 1
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
