/**
 * What a real ComfyUI 0.8.0 answered to bad graphs, restated in short: node 1 makes a blank picture, node 2 saves it
 * unless the graph says otherwise.
 */
export interface RecordedRefusal {
  readonly name: string
  readonly graph: unknown
  readonly errorType: string
  readonly errorDetails: string
  /** Node id to `type | details` of each of its problems. */
  readonly nodes: Readonly<Record<string, readonly string[]>>
}

const blank = { class_type: 'EmptyImage', inputs: { width: 64, height: 64, batch_size: 1, color: 1 } }
const save = { class_type: 'SaveImage', inputs: { images: ['1', 0], filename_prefix: 'x' } }
const failed = 'prompt_outputs_failed_validation'
const blankWith = (inputs: Record<string, unknown>): unknown => ({
  '1': { class_type: 'EmptyImage', inputs: { ...blank.inputs, ...inputs } },
  '2': save,
})
const saveOf = (images: unknown): unknown => ({
  '1': blank,
  '2': { class_type: 'SaveImage', inputs: { images, filename_prefix: 'x' } },
})

export const RECORDED_REFUSALS: readonly RecordedRefusal[] = [
  {
    name: 'an unknown class is named in the details alone',
    graph: { '1': { class_type: 'NoSuchNode', inputs: {} }, '2': save },
    errorType: 'invalid_prompt',
    errorDetails: "Node ID '#1'",
    nodes: {},
  },
  {
    name: 'a node without a class',
    graph: { '1': { inputs: {} }, '2': save },
    errorType: 'invalid_prompt',
    errorDetails: "Node ID '#1'",
    nodes: {},
  },
  {
    name: 'a node without inputs',
    graph: { '1': { class_type: 'EmptyImage' }, '2': save },
    errorType: failed,
    errorDetails: '',
    nodes: { '1': ["exception_during_inner_validation | 'inputs'"] },
  },
  {
    name: 'required inputs are missing: defaults are never filled in',
    graph: {
      '1': { class_type: 'EmptyImage', inputs: { width: 64, height: 64, batch_size: 1 } },
      '2': { class_type: 'SaveImage', inputs: { images: ['1', 0] } },
    },
    errorType: failed,
    errorDetails: 'Required input is missing: filename_prefix',
    nodes: { '1': ['required_input_missing | color'], '2': ['required_input_missing | filename_prefix'] },
  },
  {
    name: 'a value that is not in a long list',
    graph: {
      '1': { class_type: 'UNETLoader', inputs: { unet_name: 'flux1-dev.safetensors', weight_dtype: 'default' } },
      '2': { class_type: 'VAELoader', inputs: { vae_name: 'ae.safetensors' } },
      '3': {
        class_type: 'LoraLoaderModelOnly',
        inputs: { model: ['1', 0], lora_name: 'not-here.safetensors', strength_model: 1 },
      },
      '4': { class_type: 'EmptyLatentImage', inputs: { width: 64, height: 64, batch_size: 1 } },
      '5': { class_type: 'VAEDecode', inputs: { samples: ['4', 0], vae: ['2', 0] } },
      '6': { class_type: 'SaveImage', inputs: { images: ['5', 0], filename_prefix: 'x' } },
      '7': { class_type: 'PreviewAny', inputs: { source: ['3', 0] } },
    },
    errorType: '',
    errorDetails: '',
    nodes: { '3': ["value_not_in_list | lora_name: 'not-here.safetensors' not in (list of length 22)"] },
  },
  {
    name: 'a value that is not in a short list of the newer kind',
    graph: {
      '1': blank,
      '2': { class_type: 'CreateVideo', inputs: { images: ['1', 0], fps: 16 } },
      '3': {
        class_type: 'SaveVideo',
        inputs: { video: ['2', 0], filename_prefix: 'x', format: 'avi', codec: 'h264' },
      },
    },
    errorType: failed,
    errorDetails: "Value not in list: format: 'avi' not in ['auto', 'mp4']",
    nodes: { '3': ["value_not_in_list | format: 'avi' not in ['auto', 'mp4']"] },
  },
  { name: 'no outputs', graph: { '1': blank }, errorType: 'prompt_no_outputs', errorDetails: '', nodes: {} },
  { name: 'an empty graph', graph: {}, errorType: 'prompt_no_outputs', errorDetails: '', nodes: {} },
  {
    name: 'a link of the wrong type',
    graph: {
      '1': { class_type: 'EmptyLatentImage', inputs: { width: 512, height: 512, batch_size: 1 } },
      '2': save,
    },
    errorType: failed,
    errorDetails: 'Return type mismatch between linked nodes: images, received_type(LATENT) mismatch input_type(IMAGE)',
    nodes: { '2': ['return_type_mismatch | images, received_type(LATENT) mismatch input_type(IMAGE)'] },
  },
  {
    name: 'a link of three parts',
    graph: saveOf(['1', 0, 0]),
    errorType: failed,
    errorDetails: 'Bad linked input, must be a length-2 list of [node_id, slot_index]: images',
    nodes: { '2': ['bad_linked_input | images'] },
  },
  {
    name: 'a link to a node that is not there',
    graph: saveOf(['99', 0]),
    errorType: failed,
    errorDetails: "Exception when validating node: '99'",
    nodes: { '2': ["exception_during_validation | '99'"] },
  },
  {
    name: 'a link to an output that is not there',
    graph: saveOf(['1', 5]),
    errorType: failed,
    errorDetails: 'Exception when validating node: tuple index out of range',
    nodes: { '2': ['exception_during_validation | tuple index out of range'] },
  },
  {
    name: 'a link whose id is a number',
    graph: saveOf([1, 0]),
    errorType: failed,
    errorDetails: 'Exception when validating node: 1',
    nodes: { '2': ['exception_during_validation | 1'] },
  },
  {
    name: 'a value below its bound',
    graph: blankWith({ width: 0 }),
    errorType: failed,
    errorDetails: '',
    nodes: { '1': ['value_smaller_than_min | width'] },
  },
  {
    name: 'a value above its bound',
    graph: blankWith({ batch_size: 100000 }),
    errorType: failed,
    errorDetails: '',
    nodes: { '1': ['value_bigger_than_max | batch_size'] },
  },
  {
    name: 'a value that cannot be converted',
    graph: blankWith({ width: 'wide' }),
    errorType: failed,
    errorDetails: '',
    nodes: { '1': ["invalid_input_type | width, wide, invalid literal for int() with base 10: 'wide'"] },
  },
  {
    name: 'null for a number',
    graph: blankWith({ width: null }),
    errorType: failed,
    errorDetails: '',
    nodes: {
      '1': [
        "invalid_input_type | width, None, int() argument must be a string, a bytes-like object or a real number, not 'NoneType'",
      ],
    },
  },
  {
    name: 'a picture that is not in the input folder',
    graph: { '1': { class_type: 'LoadImage', inputs: { image: 'nope.png' } }, '2': save },
    errorType: failed,
    errorDetails: '',
    nodes: { '1': ['custom_validation_failed | image - Invalid image file: nope.png'] },
  },
  {
    name: 'a cycle: refused without a word',
    graph: {
      '1': { class_type: 'ImageInvert', inputs: { image: ['2', 0] } },
      '2': { class_type: 'ImageInvert', inputs: { image: ['1', 0] } },
      '3': { class_type: 'SaveImage', inputs: { images: ['2', 0], filename_prefix: 'x' } },
    },
    errorType: failed,
    errorDetails: '',
    nodes: {},
  },
]

/** Message types of a run of `plainGraph` in their recorded order, `node` or `state` beside the name. */
export const RECORDED_ORDER: readonly string[] = [
  'status',
  'status',
  'execution_start',
  'execution_cached',
  'progress_state',
  'executing 1',
  'progress_state',
  'progress_state',
  'executing 2',
  'executed 2',
  'progress_state',
  'execution_success',
  'status',
  'executing null',
]
