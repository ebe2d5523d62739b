import { choice, combo, decimal, flag, link, text, whole, nodeClass, type NodeClass } from './node-class.ts'

/** Classes that decode, change and save pictures, clips and sound. */
export const PICTURE_CLASSES: Readonly<Record<string, NodeClass>> = {
  VAEDecode: nodeClass({ required: { samples: link('LATENT'), vae: link('VAE') }, outputs: ['IMAGE'] }),
  VAEEncode: nodeClass({ required: { pixels: link('IMAGE'), vae: link('VAE') }, outputs: ['LATENT'] }),
  VAEDecodeTiled: nodeClass({
    required: {
      samples: link('LATENT'),
      vae: link('VAE'),
      tile_size: whole(512, 64, 4096),
      overlap: whole(64, 0, 4096),
      temporal_size: whole(64, 8, 4096),
      temporal_overlap: whole(8, 4, 4096),
    },
    outputs: ['IMAGE'],
  }),
  VAEEncodeTiled: nodeClass({
    required: {
      pixels: link('IMAGE'),
      vae: link('VAE'),
      tile_size: whole(512, 64, 4096),
      overlap: whole(64, 0, 4096),
      temporal_size: whole(64, 8, 4096),
      temporal_overlap: whole(8, 4, 4096),
    },
    outputs: ['LATENT'],
  }),
  VAEEncodeForInpaint: nodeClass({
    required: { pixels: link('IMAGE'), vae: link('VAE'), mask: link('MASK'), grow_mask_by: whole(6, 0, 64) },
    outputs: ['LATENT'],
  }),
  EmptyImage: nodeClass({
    required: {
      width: whole(512, 1, 16384),
      height: whole(512, 1, 16384),
      batch_size: whole(1, 1, 4096),
      color: whole(0, 0, 16777215),
    },
    outputs: ['IMAGE'],
  }),
  SaveImage: nodeClass({
    required: { images: link('IMAGE'), filename_prefix: text('ComfyUI') },
    outputs: [],
    isOutput: true,
  }),
  PreviewImage: nodeClass({ required: { images: link('IMAGE') }, outputs: [], isOutput: true }),
  SaveImageWebsocket: nodeClass({ required: { images: link('IMAGE') }, outputs: [], isOutput: true }),
  SaveAnimatedWEBP: nodeClass({
    required: {
      images: link('IMAGE'),
      filename_prefix: text('ComfyUI'),
      fps: decimal(6.0, 0.01, 1000.0),
      lossless: flag(true),
      quality: whole(80, 0, 100),
      method: combo(['default', 'fastest', 'slowest']),
    },
    outputs: [],
    isOutput: true,
    newStyle: true,
  }),
  CreateVideo: nodeClass({
    required: { images: link('IMAGE'), fps: decimal(30.0, 1.0, 120.0) },
    optional: { audio: link('AUDIO') },
    outputs: ['VIDEO'],
    newStyle: true,
  }),
  SaveVideo: nodeClass({
    required: {
      video: link('VIDEO'),
      filename_prefix: text('video/ComfyUI'),
      format: combo(['auto', 'mp4']),
      codec: combo(['auto', 'h264']),
    },
    outputs: [],
    isOutput: true,
    newStyle: true,
  }),
  PreviewAny: nodeClass({ required: { source: link('*') }, outputs: [], isOutput: true }),
  ImageScale: nodeClass({
    required: {
      image: link('IMAGE'),
      upscale_method: choice(['nearest-exact', 'bilinear', 'area', 'bicubic', 'lanczos']),
      width: whole(512, 0, 16384),
      height: whole(512, 0, 16384),
      crop: choice(['disabled', 'center']),
    },
    outputs: ['IMAGE'],
  }),
  ImageScaleBy: nodeClass({
    required: {
      image: link('IMAGE'),
      upscale_method: choice(['nearest-exact', 'bilinear', 'area', 'bicubic', 'lanczos']),
      scale_by: decimal(1.0, 0.01, 8.0),
    },
    outputs: ['IMAGE'],
  }),
  ImageScaleToTotalPixels: nodeClass({
    required: {
      image: link('IMAGE'),
      upscale_method: combo(['nearest-exact', 'bilinear', 'area', 'bicubic', 'lanczos']),
      megapixels: decimal(1.0, 0.01, 16.0),
      resolution_steps: whole(1, 1, 256),
    },
    outputs: ['IMAGE'],
    newStyle: true,
  }),
  ImageUpscaleWithModel: nodeClass({
    required: { upscale_model: link('UPSCALE_MODEL'), image: link('IMAGE') },
    outputs: ['IMAGE'],
    newStyle: true,
  }),
  ImageBatch: nodeClass({
    required: { image1: link('IMAGE'), image2: link('IMAGE') },
    outputs: ['IMAGE'],
    newStyle: true,
  }),
  ImageFromBatch: nodeClass({
    required: { image: link('IMAGE'), batch_index: whole(0, 0, 4095), length: whole(1, 1, 4096) },
    outputs: ['IMAGE'],
    newStyle: true,
  }),
  RepeatImageBatch: nodeClass({
    required: { image: link('IMAGE'), amount: whole(1, 1, 4096) },
    outputs: ['IMAGE'],
    newStyle: true,
  }),
  ImageCrop: nodeClass({
    required: {
      image: link('IMAGE'),
      width: whole(512, 1, 16384),
      height: whole(512, 1, 16384),
      x: whole(0, 0, 16384),
      y: whole(0, 0, 16384),
    },
    outputs: ['IMAGE'],
    newStyle: true,
  }),
  ImagePadForOutpaint: nodeClass({
    required: {
      image: link('IMAGE'),
      left: whole(0, 0, 16384),
      top: whole(0, 0, 16384),
      right: whole(0, 0, 16384),
      bottom: whole(0, 0, 16384),
      feathering: whole(40, 0, 16384),
    },
    outputs: ['IMAGE', 'MASK'],
  }),
  ImageInvert: nodeClass({ required: { image: link('IMAGE') }, outputs: ['IMAGE'] }),
  GetImageSize: nodeClass({ required: { image: link('IMAGE') }, outputs: ['INT', 'INT', 'INT'], newStyle: true }),
  PrimitiveInt: nodeClass({
    required: { value: whole(0, -(2 ** 63), 2 ** 63) },
    outputs: ['INT'],
    newStyle: true,
  }),
  PrimitiveFloat: nodeClass({
    required: { value: decimal(0, -(2 ** 63), 2 ** 63) },
    outputs: ['FLOAT'],
    newStyle: true,
  }),
  PrimitiveString: nodeClass({ required: { value: text() }, outputs: ['STRING'], newStyle: true }),
}
