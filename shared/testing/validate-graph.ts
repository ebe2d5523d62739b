import type { HostCapabilities, NodeInput } from '../generation/host-capabilities.ts'
import { isLink, type GraphNode, type WorkflowGraph } from '../generation/workflow-graph.ts'

/** Something ComfyUI would refuse, or would accept and then silently change. */
export interface GraphProblem {
  readonly nodeId: string
  readonly problem: string
}

/**
 * Checks a graph as ComfyUI checks a prompt, written from what the server does and from nothing in the builders:
 * classes exist, required inputs are there, links lead to an output of the right type, values lie in their range or
 * list, an output node is reached, there is no cycle. Stricter than the server in four points that it lets pass and a
 * builder should not rely on: unknown inputs, numbers of the wrong kind or off their grid, and nodes that reach no output.
 */
export function validateGraph(graph: WorkflowGraph, host: HostCapabilities): readonly GraphProblem[] {
  const problems = Object.entries(graph).flatMap(([nodeId, node]) =>
    nodeProblems(node, graph, host).map((problem) => ({ nodeId, problem })),
  )
  const outputs = Object.keys(graph).filter((id) => host.classes[graph[id]!.class_type]?.outputNode)
  if (outputs.length === 0) problems.push({ nodeId: '', problem: 'no output node' })
  const { reached, cycle } = walk(graph, outputs)
  if (cycle) problems.push({ nodeId: cycle, problem: 'is part of a cycle' })
  for (const id of Object.keys(graph)) {
    if (!reached.has(id)) problems.push({ nodeId: id, problem: 'reaches no output' })
  }
  return problems
}

function nodeProblems(node: GraphNode, graph: WorkflowGraph, host: HostCapabilities): string[] {
  const known = host.classes[node.class_type]
  if (!known) return [`unknown class ${node.class_type}`]
  const missing = Object.entries(known.inputs)
    .filter(([name, input]) => input.required && !(name in node.inputs))
    .map(([name]) => `required input ${name} is missing`)
  const wrong = Object.entries(node.inputs).flatMap(([name, value]) => {
    const input = known.inputs[name]
    const problem = input ? valueProblem(input, value, graph, host) : 'is not an input of this class'
    return problem ? [`${name} ${problem}`] : []
  })
  return [...missing, ...wrong]
}

const NUMBERS = new Set(['INT', 'FLOAT'])
const WIDGETS = new Set(['INT', 'FLOAT', 'STRING', 'BOOLEAN', 'COMBO'])

function valueProblem(input: NodeInput, value: unknown, graph: WorkflowGraph, host: HostCapabilities): string | null {
  if (isLink(value)) return linkProblem(input, value, graph, host)
  if (!WIDGETS.has(input.type)) return `must be a link of type ${input.type}`
  if (input.options && !input.uploads && !input.options.includes(String(value)))
    return `${String(value)} is not in the list`
  if (input.type === 'STRING' && typeof value !== 'string') return 'must be text'
  if (NUMBERS.has(input.type)) {
    if (typeof value !== 'number' || !Number.isFinite(value)) return 'must be a number'
    if (input.type === 'INT' && !Number.isSafeInteger(value)) return 'must be a whole number'
    if (input.min !== undefined && value < input.min) return `${value} is below ${input.min}`
    if (input.max !== undefined && value > input.max) return `${value} is above ${input.max}`
    if (input.step !== undefined && (value - (input.min ?? 0)) % input.step !== 0) return `${value} is off the grid`
  }
  return null
}

function linkProblem(
  input: NodeInput,
  [id, slot]: readonly [string, number],
  graph: WorkflowGraph,
  host: HostCapabilities,
): string | null {
  const source = graph[id]
  if (!source) return `links to node ${id}, which does not exist`
  const type = host.classes[source.class_type]?.outputs[slot]
  if (type === undefined) return `links to slot ${slot} of ${source.class_type}, which does not exist`
  return type === input.type ? null : `links to ${type}, wants ${input.type}`
}

/** Everything that feeds the outputs, and a node on a cycle if there is one. */
function walk(graph: WorkflowGraph, outputs: readonly string[]): { reached: Set<string>; cycle: string | null } {
  const reached = new Set<string>()
  const open = new Set<string>()
  let cycle: string | null = null
  const visit = (id: string): void => {
    if (open.has(id)) cycle = id
    if (reached.has(id) || open.has(id) || !graph[id]) return
    open.add(id)
    for (const value of Object.values(graph[id].inputs)) if (isLink(value)) visit(value[0])
    open.delete(id)
    reached.add(id)
  }
  outputs.forEach(visit)
  return { reached, cycle }
}
