import { LOADER_CLASSES } from './loader-classes.ts'
import { INPUT_FILES } from './model-files.ts'
import type { InputSpec, NodeClass } from './node-class.ts'
import { PICTURE_CLASSES } from './picture-classes.ts'
import { SAMPLING_CLASSES } from './sampling-classes.ts'
import { EDIT_CLASSES } from './edit-classes.ts'
import { VIDEO_CLASSES } from './video-classes.ts'

/** Every node class the pretended server knows. */
export const NODE_CLASSES: Readonly<Record<string, NodeClass>> = {
  ...LOADER_CLASSES,
  ...SAMPLING_CLASSES,
  ...PICTURE_CLASSES,
  ...EDIT_CLASSES,
  ...VIDEO_CLASSES,
}

/** An input with the placeholder for the input folder replaced by the names that lie there now. */
export function currentSpec(spec: InputSpec, inputFiles: readonly string[]): InputSpec {
  const [type, options] = spec
  if (type === INPUT_FILES) return options === undefined ? [inputFiles] : [inputFiles, options]
  if (options?.options === INPUT_FILES) return [type, { ...options, options: inputFiles }]
  return spec
}

/** The answer to `GET /object_info/{class}` for one class. */
export function describeClass(name: string, known: NodeClass, inputFiles: readonly string[]): Record<string, unknown> {
  const input: Record<string, unknown> = { required: currentAll(known.required, inputFiles) }
  const order: Record<string, unknown> = { required: Object.keys(known.required) }
  if (Object.keys(known.optional).length > 0) {
    input.optional = currentAll(known.optional, inputFiles)
    order.optional = Object.keys(known.optional)
  }
  return {
    input,
    input_order: order,
    output: known.outputs,
    output_is_list: known.outputs.map(() => false),
    output_name: known.outputs,
    name,
    display_name: name,
    description: '',
    python_module: known.newStyle ? 'comfy_extras.nodes' : 'nodes',
    category: 'pretended',
    output_node: known.isOutput,
    ...(known.newStyle ? { deprecated: false, experimental: false, api_node: known.isPartner } : {}),
  }
}

/** The answer to `GET /object_info`. */
export function describeAll(inputFiles: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(NODE_CLASSES).map(([name, known]) => [name, describeClass(name, known, inputFiles)]),
  )
}

function currentAll(
  specs: Readonly<Record<string, InputSpec>>,
  inputFiles: readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, currentSpec(spec, inputFiles)]))
}
