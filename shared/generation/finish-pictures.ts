import type { GraphPlan } from './graph-plan.ts'
import type { GraphWriter } from './graph-writer.ts'
import type { NodeLink } from './workflow-graph.ts'

/** What a plan asks for once the pictures are there: a face, more pixels, more frames. In this order. */
export function finishPictures(writer: GraphWriter, plan: GraphPlan, images: NodeLink): NodeLink {
  const faced = plan.faceImage === null ? images : swapFace(writer, plan.faceImage, images)
  const enlarged = plan.upscale === null ? faced : enlarge(writer, plan.upscale, faced)
  return plan.interpolate > 1 ? interpolate(writer, plan.interpolate, enlarged) : enlarged
}

/** Puts a face into every picture; the ReActor extension does it, ComfyUI has no node of its own for faces. */
function swapFace(writer: GraphWriter, face: string, images: NodeLink): NodeLink {
  const source = writer.add('LoadImage', { image: face }, 'Face')()
  return writer.add(
    'ReActorFaceSwap',
    {
      enabled: true,
      input_image: images,
      source_image: source,
      swap_model: writer.option('inswapper_128.onnx', 'ReActorFaceSwap', 'swap_model'),
      facedetection: writer.option('retinaface_resnet50', 'ReActorFaceSwap', 'facedetection'),
      face_restore_model: writer.anyOption(
        ['codeformer-v0.1.0.pth', 'GFPGANv1.4.pth', 'none'],
        'ReActorFaceSwap',
        'face_restore_model',
      ),
      face_restore_visibility: 1,
      codeformer_weight: 0.5,
      detect_gender_input: 'no',
      detect_gender_source: 'no',
      input_faces_index: '0',
      source_faces_index: '0',
      console_log_level: 1,
    },
    'Face swap',
  )()
}

/** The factor of an upscaling model is fixed by its file, so what is too much is scaled back. */
function enlarge(
  writer: GraphWriter,
  { model, by, factor }: NonNullable<GraphPlan['upscale']>,
  images: NodeLink,
): NodeLink {
  const loaded = writer.add(
    'UpscaleModelLoader',
    { model_name: writer.file(model, 'UpscaleModelLoader', 'model_name', 'upscale_models') },
    'Upscaling model',
  )()
  const large = writer.add('ImageUpscaleWithModel', { upscale_model: loaded, image: images })()
  if (by === factor) return large
  return writer.add('ImageScaleBy', { image: large, upscale_method: 'lanczos', scale_by: factor / by })()
}

/** Frames between frames, by the Frame-Interpolation extension. Between n frames lie n − 1 gaps. */
function interpolate(writer: GraphWriter, multiplier: number, frames: NodeLink): NodeLink {
  return writer.add('RIFE VFI', {
    frames,
    ckpt_name: writer.anyOption(['rife49.pth', 'rife47.pth'], 'RIFE VFI', 'ckpt_name'),
    clear_cache_after_n_frames: 10,
    multiplier,
    fast_mode: true,
    ensemble: true,
    scale_factor: 1,
  })()
}

/** How many frames come of so many by interpolation. */
export function interpolatedFrames(frames: number, multiplier: number): number {
  return (frames - 1) * multiplier + 1
}

/** How many times larger an upscaling model makes a picture, by its file name; 4 where that does not say. */
export function upscaleFactorOf(file: string): number {
  const told = /(?:^|[^a-z0-9])(\d)x|x(\d)(?!\d)/i.exec(file)
  const factor = Number(told?.[1] ?? told?.[2] ?? 4)
  return factor >= 1 && factor <= 8 ? factor : 4
}
