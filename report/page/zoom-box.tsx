import { useEffect, useRef } from "preact/hooks";
import type { Captions } from "./captions";

const STEP = 1.25;
const LARGEST = 6;

/** A drawing that can be made larger than its box, which then scrolls: by wheel, finger, mouse or keyboard. */
export function ZoomBox({ svg, title, captions }: { svg: string; title: string; captions: Captions }) {
  const box = useRef<HTMLDivElement>(null);
  const zoom = useRef<Zoom>(undefined);
  useEffect(() => {
    if (!box.current) return;
    zoom.current = new Zoom(box.current);
    return () => {
      zoom.current?.end();
    };
  }, [svg]);
  const button = (label: string, sign: string, press: (zoom: Zoom) => void) => (
    <button
      type="button"
      aria-label={`${label}: ${title}`}
      title={label}
      onClick={() => {
        if (zoom.current) press(zoom.current);
      }}
    >
      {sign}
    </button>
  );
  return (
    <div class="zoom">
      <div class="zoom-buttons">
        {button(captions.zoomOut, "−", (one) => {
          one.by(1 / STEP);
        })}
        {button(captions.zoomReset, "⤢", (one) => {
          one.reset();
        })}
        {button(captions.zoomIn, "+", (one) => {
          one.by(STEP);
        })}
      </div>
      <div class="zoom-box" ref={box} tabIndex={0} role="group" aria-label={title}>
        <div class="drawing-of" role="img" aria-label={title} dangerouslySetInnerHTML={{ __html: svg }} />
      </div>
    </div>
  );
}

/** The size of a drawing, as a factor of what fits its box. */
class Zoom {
  private factor = 1;
  private readonly listening = new AbortController();

  constructor(private readonly box: HTMLElement) {
    const { signal } = this.listening;
    box.addEventListener(
      "keydown",
      (event) => {
        this.press(event);
      },
      { signal },
    );
    box.addEventListener(
      "wheel",
      (event) => {
        this.turn(event);
      },
      { signal, passive: false },
    );
    box.addEventListener(
      "pointerdown",
      (event) => {
        this.grab(event);
      },
      { signal },
    );
  }

  /** Around a point of the box, its middle by default. */
  by(factor: number, x = this.box.clientWidth / 2, y = this.box.clientHeight / 2): void {
    const before = this.factor;
    this.factor = Math.min(LARGEST, Math.max(1, before * factor));
    const ratio = this.factor / before;
    const { scrollLeft, scrollTop } = this.box;
    this.box.style.setProperty("--zoom", String(this.factor));
    this.box.classList.toggle("zoomed", this.factor > 1);
    this.box.scrollLeft = (scrollLeft + x) * ratio - x;
    this.box.scrollTop = (scrollTop + y) * ratio - y;
  }

  reset(): void {
    this.by(1 / this.factor);
  }

  end(): void {
    this.listening.abort();
  }

  /** Arrow keys scroll by themselves. */
  private press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "+" || event.key === "=") this.by(STEP);
    else if (event.key === "-" || event.key === "_") this.by(1 / STEP);
    else if (event.key === "0") this.reset();
    else return;
    event.preventDefault();
  }

  private turn(event: WheelEvent): void {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const { left, top } = this.box.getBoundingClientRect();
    this.by(event.deltaY < 0 ? STEP : 1 / STEP, event.clientX - left, event.clientY - top);
  }

  /** Fingers scroll by themselves. */
  private grab(event: PointerEvent): void {
    if (event.pointerType !== "mouse" || event.button !== 0) return;
    const move = ({ movementX, movementY }: PointerEvent) => {
      this.box.scrollBy(-movementX, -movementY);
    };
    const { box } = this;
    box.setPointerCapture(event.pointerId);
    box.addEventListener("pointermove", move);
    box.addEventListener(
      "lostpointercapture",
      () => {
        box.removeEventListener("pointermove", move);
      },
      { once: true },
    );
  }
}
