/** The frames of code that is paused, as the person sees them: without the kernel's own code and Node's. */
import type { Debugger } from 'node:inspector';
import type { Position } from '../cells/position.js';
import { KERNEL_GLOBAL } from '../link/messages.js';
import type { AwaitedPlace } from './awaits.js';
import { Refusal } from './protocol.js';
import type { Script, Scripts } from './scripts.js';

/** A frame that the person sees. */
export interface Frame {
  readonly id: number;
  readonly call: Debugger.CallFrame;
  readonly script: Script;
  readonly position: Position;
}

export class Frames {
  private made = 0;
  /** V8's name of the innermost frame of all, those included that are hidden. */
  private top: string | undefined;

  constructor(private readonly scripts: Scripts) {}

  /** The innermost first. */
  async of(calls: readonly Debugger.CallFrame[]): Promise<Frame[]> {
    this.top = calls[0]?.callFrameId;
    const frames: Frame[] = [];
    for (const call of calls) {
      const script = this.scripts.get(call.location.scriptId);
      if (!script || isOfCompiler(call)) continue;
      const stops = await script.stops();
      const position = stops.nearest(call.location);
      this.made += 1;
      frames.push({ id: this.made, call, script, position });
    }
    return frames;
  }

  /**
   * The frames of code that awaits, at these places; what is asked of such a frame is asked of `call`, where the main
   * thread stands.
   */
  async awaiting(places: readonly AwaitedPlace[], call: Debugger.CallFrame): Promise<Frame[]> {
    this.top = call.callFrameId;
    const frames: Frame[] = [];
    for (const { url, name, ...place } of places) {
      const script = this.scripts.ofUrl(url);
      if (!script) continue;
      const position = (await script.stops()).nearest({ scriptId: script.id, ...place });
      this.made += 1;
      frames.push({ id: this.made, call: { ...call, functionName: name }, script, position });
    }
    return frames;
  }

  /** Whether no hidden frame stands above one. */
  isTop({ call }: Frame): boolean {
    return call.callFrameId === this.top;
  }
}

/** Functions that a compiler has put into a cell, such as those for decorators, bear the kernel's prefix. */
function isOfCompiler({ functionName }: Debugger.CallFrame): boolean {
  return functionName.startsWith(`${KERNEL_GLOBAL}_`);
}

/** @throws Refusal for a frame that is not there, or not there any more */
export function frameById(frames: readonly Frame[], id: unknown): Frame {
  const frame = frames.find((one) => one.id === id);
  if (!frame) throw new Refusal('There is no such frame: the code is not paused there.');
  return frame;
}
