import type { InputSpec } from '#shared/testing/comfy-nodes/node-class.ts'
import { currentSpec, NODE_CLASSES } from '#shared/testing/comfy-nodes/object-info.ts'

/** One node of a posted graph, after its outline was checked. */
export interface GraphNode {
  class_type: string
  inputs: Record<string, unknown>
}
export type Graph = Record<string, GraphNode>

interface Problem {
  type: string
  message: string
  details: string
  extra_info: Record<string, unknown>
}
interface NodeErrors {
  errors: Problem[]
  dependent_outputs: string[]
  class_type: string
}
/** What the server found: the outputs that can run, and what is wrong with the rest. */
export interface GraphVerdict {
  error: Problem | null
  outputs: string[]
  nodeErrors: Record<string, NodeErrors>
}

/** Python's own error where the real server lets one escape while it looks at a link. */
class LinkError extends Error {
  readonly pythonType: string
  constructor(pythonType: string, message: string) {
    super(message)
    this.pythonType = pythonType
  }
}

/**
 * Checks a posted graph as the real server does and converts its values in place. Throws where the real one answers
 * 500: when a node is no object at all.
 */
export function validateGraph(
  graph: unknown,
  inputFiles: readonly string[],
  only: readonly string[] | null,
  checksNewCombos: boolean,
): GraphVerdict {
  const nodes = Object.entries((graph ?? {}) as Record<string, unknown>)
  for (const [id, node] of nodes) {
    if (typeof node !== 'object' || node === null || Array.isArray(node)) throw new TypeError('node is no object')
    const classType = (node as { class_type?: unknown }).class_type
    const what =
      classType === undefined ? 'a node is missing the class_type property' : `node ${String(classType)} does not exist`
    if (typeof classType !== 'string' || !(classType in NODE_CLASSES)) {
      return refusal('invalid_prompt', `Cannot execute because ${what}.`, `Node ID '#${id}'`)
    }
  }
  const typed = graph as Graph
  const outputs = nodes
    .map(([id]) => id)
    .filter((id) => NODE_CLASSES[typed[id]?.class_type ?? '']?.isOutput && (only === null || only.includes(id)))
  if (outputs.length === 0) return refusal('prompt_no_outputs', 'Prompt has no outputs', '')
  const check = new GraphCheck(typed, inputFiles, checksNewCombos)
  const good = outputs.filter((id) => check.output(id))
  if (good.length > 0) return { error: null, outputs: good, nodeErrors: check.nodeErrors }
  return {
    ...refusal('prompt_outputs_failed_validation', 'Prompt outputs failed validation', check.summary.join('\n')),
    nodeErrors: check.nodeErrors,
  }
}

function refusal(type: string, message: string, details: string): GraphVerdict {
  return { error: { type, message, details, extra_info: {} }, outputs: [], nodeErrors: {} }
}

class GraphCheck {
  readonly nodeErrors: Record<string, NodeErrors> = {}
  readonly summary: string[] = []
  private readonly graph: Graph
  private readonly inputFiles: readonly string[]
  private readonly checksNewCombos: boolean
  private readonly checked = new Map<string, { valid: boolean; problems: Problem[] }>()

  constructor(graph: Graph, inputFiles: readonly string[], checksNewCombos: boolean) {
    this.graph = graph
    this.inputFiles = inputFiles
    this.checksNewCombos = checksNewCombos
  }

  output(id: string): boolean {
    // The real server runs out of stack here and says nothing at all about the reason.
    if (this.isCyclic(id, new Set())) return false
    let result: { valid: boolean; problems: Problem[] }
    try {
      result = this.node(id)
    } catch (error) {
      result = { valid: false, problems: [exceptionProblem('exception_during_validation', 'node', error, {})] }
      this.checked.set(id, result)
    }
    if (result.valid) return true
    for (const problem of result.problems) this.summary.push(`${problem.message}: ${problem.details}`)
    for (const [nodeId, { problems }] of this.checked) {
      if (problems.length === 0 || !this.reaches(id, nodeId)) continue
      const classType = this.graph[nodeId]?.class_type ?? ''
      const entry = (this.nodeErrors[nodeId] ??= { errors: problems, dependent_outputs: [], class_type: classType })
      entry.dependent_outputs.push(id)
    }
    return false
  }

  private node(id: string): { valid: boolean; problems: Problem[] } {
    const known = this.checked.get(id)
    if (known) return known
    const node = this.graph[id] as GraphNode
    const nodeClass = NODE_CLASSES[node.class_type]
    if (!nodeClass) throw new LinkError('KeyError', `'${node.class_type}'`)
    if (node.inputs === undefined) throw new LinkError('KeyError', "'inputs'")
    const problems: Problem[] = []
    let valid = true
    for (const [name, spec] of Object.entries({ ...nodeClass.required, ...nodeClass.optional })) {
      const value = node.inputs[name]
      if (!(name in node.inputs)) {
        if (name in nodeClass.required) {
          problems.push(problem('required_input_missing', 'Required input is missing', name, { input_name: name }))
        }
        continue
      }
      if (Array.isArray(value)) valid = this.link(name, spec, value, problems) && valid
      else this.literal(node, name, currentSpec(spec, this.inputFiles), problems)
    }
    const result = { valid: valid && problems.length === 0, problems }
    this.checked.set(id, result)
    return result
  }

  private link(name: string, spec: InputSpec, value: unknown[], problems: Problem[]): boolean {
    const info = { input_name: name, input_config: spec }
    if (value.length !== 2) {
      const message = 'Bad linked input, must be a length-2 list of [node_id, slot_index]'
      problems.push(problem('bad_linked_input', message, name, { ...info, received_value: value }))
      return false
    }
    const [sourceId, slot] = value as [unknown, number]
    const source = typeof sourceId === 'string' ? this.graph[sourceId] : undefined
    if (typeof sourceId !== 'string' || !source) {
      throw new LinkError('KeyError', typeof sourceId === 'string' ? `'${sourceId}'` : String(sourceId))
    }
    const received = NODE_CLASSES[source.class_type]?.outputs[slot]
    if (received === undefined) throw new LinkError('IndexError', 'tuple index out of range')
    const wanted = typeof spec[0] === 'string' ? spec[0] : 'COMBO'
    if (!typesFit(received, wanted)) {
      const details = `${name}, received_type(${received}) mismatch input_type(${wanted})`
      const extra = { ...info, received_type: received, linked_node: value }
      problems.push(problem('return_type_mismatch', 'Return type mismatch between linked nodes', details, extra))
      return false
    }
    try {
      return this.node(sourceId).valid
    } catch (error) {
      const words = error instanceof Error ? error.message : ''
      const extra = { ...info, linked_node: value, exception_message: words }
      const inner = exceptionProblem('exception_during_inner_validation', 'inner node', error, extra)
      this.checked.set(sourceId, { valid: false, problems: [inner] })
      return false
    }
  }

  private literal(node: GraphNode, name: string, spec: InputSpec, problems: Problem[]): void {
    const value = node.inputs[name]
    const [type, options] = spec
    const info = { input_name: name, input_config: spec, received_value: value }
    if (node.class_type.startsWith('Load') && (name === 'image' || name === 'file' || name === 'audio')) {
      if (this.inputFiles.includes(String(value))) return
      const kind = { image: 'image', file: 'video', audio: 'audio' }[name]
      const details = `${name} - Invalid ${kind} file: ${String(value)}`
      problems.push(
        problem('custom_validation_failed', 'Custom validation failed for node', details, { input_name: name }),
      )
      return
    }
    if (type === 'INT' || type === 'FLOAT') {
      const number = asPythonNumber(value, type)
      if (typeof number === 'string') {
        const message = `Failed to convert an input value to a ${type} value`
        const details = `${name}, ${pythonText(value)}, ${number}`
        problems.push(problem('invalid_input_type', message, details, { ...info, exception_message: number }))
        return
      }
      node.inputs[name] = number
      const { min, max } = (options ?? {}) as { min?: number; max?: number }
      if (min !== undefined && number < min) {
        problems.push(problem('value_smaller_than_min', `Value ${number} smaller than min of ${min}`, name, info))
      }
      if (max !== undefined && number > max) {
        problems.push(problem('value_bigger_than_max', `Value ${number} bigger than max of ${max}`, name, info))
      }
      return
    }
    if (type === 'STRING') node.inputs[name] = pythonText(value)
    if (type === 'BOOLEAN') node.inputs[name] = Boolean(value)
    const choices = typeof type === 'string' ? (options?.options as readonly string[] | undefined) : type
    if (!choices || choices.includes(value as string)) return
    if (type === 'COMBO' && !this.checksNewCombos) return
    const long = choices.length > 20
    const list = long ? `(list of length ${choices.length})` : `[${choices.map((item) => `'${item}'`).join(', ')}]`
    const shown = typeof value === 'string' ? `'${value}'` : pythonText(value)
    const extra = { ...info, input_config: long ? null : spec }
    problems.push(problem('value_not_in_list', 'Value not in list', `${name}: ${shown} not in ${list}`, extra))
  }

  private isCyclic(id: string, above: ReadonlySet<string>): boolean {
    if (above.has(id)) return true
    const path = new Set([...above, id])
    return this.sources(id).some((source) => this.isCyclic(source, path))
  }

  private reaches(from: string, target: string): boolean {
    return from === target || this.sources(from).some((source) => this.reaches(source, target))
  }

  private sources(id: string): string[] {
    return Object.values(this.graph[id]?.inputs ?? {}).flatMap((value) =>
      Array.isArray(value) && typeof value[0] === 'string' ? [value[0]] : [],
    )
  }
}

function problem(type: string, message: string, details: string, extra: Record<string, unknown>): Problem {
  return { type, message, details, extra_info: extra }
}

function exceptionProblem(type: string, what: string, error: unknown, extra: Record<string, unknown>): Problem {
  if (!(error instanceof LinkError)) throw error
  const info = { exception_type: error.pythonType, traceback: ['  File "<comfyui>/execution.py"\n'] }
  return problem(type, `Exception when validating ${what}`, error.message, { ...extra, ...info })
}

function typesFit(received: string, wanted: string): boolean {
  if (received === wanted || received === '*' || wanted === '*') return true
  const accepted = new Set(wanted.split(','))
  return received.split(',').every((type) => accepted.has(type))
}

/** A number, or Python's words for why there is none. */
function asPythonNumber(value: unknown, type: 'INT' | 'FLOAT'): number | string {
  if (typeof value === 'number') return type === 'INT' ? Math.trunc(value) : value
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value !== 'string') {
    const wanted =
      type === 'INT'
        ? 'int() argument must be a string, a bytes-like object or a real number'
        : 'float() argument must be a string or a real number'
    return `${wanted}, not '${value === null ? 'NoneType' : 'dict'}'`
  }
  const trimmed = value.trim()
  const fits = type === 'INT' ? /^[+-]?\d+$/.test(trimmed) : trimmed !== '' && Number.isFinite(Number(trimmed))
  if (fits) return Number(trimmed)
  return type === 'INT'
    ? `invalid literal for int() with base 10: '${value}'`
    : `could not convert string to float: '${value}'`
}

function pythonText(value: unknown): string {
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
