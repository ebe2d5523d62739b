import { describeFanOut } from './fan-out.contract.ts'
import { memoryFanOut } from './memory-fan-out.ts'

describeFanOut('memory', async () => {
  const hub = memoryFanOut()
  return {
    one: hub.join(),
    two: hub.join(),
    breakDown: async () => hub.breakDown(),
    restore: async () => hub.restore(),
    close: async () => {},
  }
})
