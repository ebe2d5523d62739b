import { json, type Answer } from './answers.ts'
import type { Host } from './routes.ts'
import { validateGraph, type Graph } from './validate.ts'

const SECRETS = ['api_key_comfy_org', 'auth_token_comfy_org']

/** `POST /prompt`. Throws where the real server answers 500 with plain text. */
export function postPrompt(body: string, { engine, folders, settings }: Host): Answer {
  const posted: unknown = JSON.parse(body)
  const fields = (Array.isArray(posted) ? {} : posted) as Record<string, unknown>
  if (!('prompt' in fields)) {
    const words = 'No prompt provided'
    return json({ error: { type: 'no_prompt', message: words, details: words, extra_info: {} }, node_errors: {} }, 400)
  }
  if (fields.prompt === null) throw new TypeError("'NoneType' object is not iterable")
  const number = takeNumber(fields, engine)
  const targets = Array.isArray(fields.partial_execution_targets) ? fields.partial_execution_targets.map(String) : null
  const verdict = validateGraph(fields.prompt, folders.usableInputs(), targets, settings.version === '0.8.0')
  if (verdict.error) return json({ error: verdict.error, node_errors: verdict.nodeErrors }, 400)
  const promptId = fields.prompt_id === undefined ? crypto.randomUUID() : String(fields.prompt_id)
  const clientId = fields.client_id === undefined ? null : String(fields.client_id)
  const extra = Object.entries((fields.extra_data ?? {}) as Record<string, unknown>)
  engine.put({
    number,
    promptId,
    graph: fields.prompt as Graph,
    extraData: {
      ...Object.fromEntries(extra.filter(([name]) => !SECRETS.includes(name))),
      ...(clientId === null ? {} : { client_id: clientId }),
      create_time: Date.now(),
    },
    outputs: verdict.outputs,
    clientId,
  })
  return json({ prompt_id: promptId, number, node_errors: verdict.nodeErrors })
}

function takeNumber(fields: Record<string, unknown>, engine: Host['engine']): number {
  if (fields.number !== undefined) {
    const number = Number(fields.number)
    if (Number.isNaN(number)) throw new TypeError('could not convert string to float')
    return number
  }
  const number = engine.nextNumber
  engine.nextNumber += 1
  return fields.front === true ? -number : number
}
