// zip.js, not fflate or client-zip: it alone writes and reads zip64 as streams, and refuses what two programs would read
// differently. This entry leaves out its own workers and codecs: this is a worker, and browsers deflate by themselves.
import { BlobReader, configure, ZipReader, ZipWriter } from '@zip.js/zip.js/lib/zip-core-custom.js'

configure({ useWebWorkers: false, chunkSize: 1024 ** 2 })

export { BlobReader, ZipReader, ZipWriter }
