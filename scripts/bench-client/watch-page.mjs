/*
 * Runs in every page of the bench before its own code, and looks from outside: the app is measured as it is shipped. Plain
 * JavaScript, because it is handed to the browser as it stands here.
 */

/** @type {import('./page-watch.ts').PageWatch} */
const watch = { painted: null, firstCard: null, tasks: [], keys: [], seen: {}, pressed: {}, follow: () => undefined }
Object.assign(window, { watch })

new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries()) watch.tasks.push({ start: startTime, duration })
}).observe({ type: 'longtask', buffered: true })

/**
 * Calls back once the frame that is being made has been handed over.
 * @param {() => void} call
 */
function afterPaint(call) {
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel()
    port1.addEventListener('message', call)
    port1.start()
    port2.postMessage(null)
  })
}

let standing = false
const observer = new MutationObserver(look)
observer.observe(document, { childList: true, subtree: true })
// Loads of pictures never come to the window.
document.addEventListener('load', look, true)

/** Whether the storyboard stands: cards in view, with their pictures. */
function look() {
  const board = document.querySelector('[role=grid][aria-label=Clips]')
  const cards = board ? [...board.querySelectorAll('[data-clip]')] : []
  if (cards.length > 0 && watch.firstCard === null) watch.firstCard = performance.now()
  const bottom = board?.getBoundingClientRect().bottom ?? 0
  const inView = cards.filter((card) => card.getBoundingClientRect().top < bottom)
  const pictures = inView.flatMap((card) => [...card.querySelectorAll('img')])
  const loaded = pictures.length > 0 && pictures.every((image) => image.complete && image.naturalWidth > 0)
  if (standing || !loaded) return
  standing = true
  afterPaint(() => {
    watch.painted = performance.now()
    observer.disconnect()
  })
}

let pressedAt = 0
addEventListener('keydown', (event) => (pressedAt = event.timeStamp), true)
addEventListener(
  'input',
  (event) => {
    const at = pressedAt
    const field = /** @type {HTMLTextAreaElement} */ (event.target)
    watch.pressed[field.value.length] = performance.timeOrigin + at
    afterPaint(() => watch.keys.push(performance.now() - at))
  },
  true,
)

watch.follow = (selector) => {
  const again = () => {
    const field = /** @type {HTMLTextAreaElement | null} */ (document.querySelector(selector))
    if (field) watch.seen[field.value.length] ??= performance.timeOrigin + performance.now()
    setTimeout(again, 1)
  }
  again()
}
