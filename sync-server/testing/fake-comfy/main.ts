/**
 * A pretended ComfyUI server in a process of its own, for tests: real sockets, real files, the answers and the
 * surprises of the real one, and switches for what can go wrong (`POST /__control`).
 * Options: `--port N` (0 = any), `--folder PATH`, `--settings JSON`. Ends when its standard input is closed.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'
import { answerInstead, empty, json, send } from './answers.ts'
import { Engine } from './engine.ts'
import { Folders } from './folders.ts'
import { answer } from './routes.ts'
import { ControlBody, DEFAULT_SETTINGS, Settings, type ControlState, type HttpFault } from './settings.ts'
import { Sockets } from './sockets.ts'

const options = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    folder: { type: 'string' },
    settings: { type: 'string', default: '{}' },
  },
}).values
if (!options.folder) throw new Error('Say where the files go: --folder PATH')

const firstSettings = Settings.partial().parse(JSON.parse(options.settings))
const settings: Settings = { ...DEFAULT_SETTINGS, ...firstSettings }
const folders = new Folders(options.folder)
const sockets = new Sockets(settings, (clientId) => {
  const messages = [engine.statusMessage(clientId)]
  const runsForIt = engine.running?.clientId === clientId && engine.runningNode !== null
  // The real server names no prompt here.
  return runsForIt ? [...messages, { type: 'executing', data: { node: engine.runningNode } }] : messages
})
const engine = new Engine(settings, folders, sockets)
engine.onCrash = () => process.kill(process.pid, 'SIGKILL')

let faults: HttpFault[] = []
const requests: { method: string; path: string }[] = []
const posted: (string | null)[] = []

const server = createServer((request, response) => void serve(request, response))

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://host')
  const path = url.pathname.replace(/^\/api(?=\/)/, '')
  const method = request.method ?? 'GET'
  const body = await readBody(request)
  if (path === '/__control') {
    if (method === 'POST') await obey(body)
    return send(response, json(state()), null, false)
  }
  requests.push({ method, path })
  if (path === '/prompt' && method === 'POST') posted.push(postedId(body))
  if (isForeign(request)) return send(response, empty(403), null, false)
  const fault = takeFault(method, path)
  const instead = fault ? answerInstead(fault) : null
  if (instead === 'hang') return
  if (instead === 'cut') return void response.destroy()
  if (instead) return send(response, instead, null, false)
  const headers = new Headers(
    Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)]),
  )
  const asked = { method, path, query: url.searchParams, headers, body }
  await send(response, await answer(asked, { engine, folders, settings }), fault, method === 'HEAD')
}

server.on('upgrade', (request, socket, head) => {
  socket.on('error', () => socket.destroy())
  if (isForeign(request)) return void socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n')
  if (!/^(\/api)?\/ws(\?|$)/.test(request.url ?? '')) return void socket.destroy()
  sockets.accept(request, socket, head)
})

/** A browser page of another origin is refused, the port counting, on a loopback address only. */
function isForeign(request: IncomingMessage): boolean {
  const { host, origin } = request.headers
  if (origin === undefined || host === undefined) return false
  if (!/^(127\.|localhost|\[::1\])/.test(host)) return false
  return new URL(origin).host !== host
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

function postedId(body: Buffer): string | null {
  try {
    const id = (JSON.parse(body.toString('utf8')) as { prompt_id?: unknown }).prompt_id
    return typeof id === 'string' ? id : null
  } catch {
    return null
  }
}

function takeFault(method: string, path: string): HttpFault | null {
  const fault = faults.find(
    (known) =>
      (known.method ?? method) === method &&
      (known.path.endsWith('*') ? path.startsWith(known.path.slice(0, -1)) : known.path === path),
  )
  if (!fault) return null
  if (fault.times !== undefined) {
    const rest = fault.times - 1
    faults = faults.flatMap((known) => (known !== fault ? [known] : rest > 0 ? [{ ...known, times: rest }] : []))
  }
  return fault
}

async function obey(body: Buffer): Promise<void> {
  const wish = ControlBody.parse(JSON.parse(body.toString('utf8')))
  Object.assign(settings, wish.set)
  if (wish.clearFaults) faults = []
  if (wish.fault) faults.push(wish.fault)
  if (wish.runFault) engine.runFault = wish.runFault
  if (wish.set?.pauseQueue === false) void engine.work()
  const { action } = wish
  if (action?.type === 'release') engine.release()
  if (action?.type === 'drop-sockets') sockets.dropAll()
  if (action?.type === 'crash') process.kill(process.pid, 'SIGKILL')
  if (action?.type === 'send-text') sockets.sendRaw(action.text)
  if (action?.type === 'send-binary') sockets.sendRaw(Buffer.from(action.base64, 'base64'))
  if (action?.type === 'send-long-text')
    sockets.sendRaw(JSON.stringify({ type: 'long', data: 'x'.repeat(action.bytes) }))
  if (action?.type === 'delete-file') folders.remove({ ...action, type: action.fileType })
  if (action?.type === 'reset') await reset()
}

/** As after a start: nothing known, nothing set, nobody connected. Files stay. */
async function reset(): Promise<void> {
  Object.assign(settings, DEFAULT_SETTINGS, firstSettings)
  faults = []
  sockets.dropAll()
  await engine.reset()
  await sockets.allGone()
  sockets.opened = 0
  sockets.mostOfOneClient = 0
  requests.length = 0
  posted.length = 0
}

function state(): ControlState {
  const { hold } = engine
  return {
    settings,
    requests,
    posted,
    sockets: sockets.clientIds,
    socketsOpened: sockets.opened,
    mostSocketsOfOneClient: sockets.mostOfOneClient,
    held: hold && { promptId: hold.promptId, nodeId: hold.nodeId, step: hold.step },
    running: engine.running?.promptId ?? null,
    pending: engine.pending.items.map((entry) => entry.promptId),
  }
}

// Whoever started this process holds its standard input open; when they are gone, so is this.
process.stdin.resume()
process.stdin.on('end', () => process.exit(0))

server.listen(Number(options.port), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.stdout.write(`fake-comfy ready http://127.0.0.1:${port}\n`)
})
