/** Which comms are open, as the messages that pass in both directions tell. */
import type { CommMessage } from '../wire/outgoing.js';

export class OpenComms {
  /** By the comm's id, the target that it was opened with. */
  private readonly targets = new Map<string, string>();

  note({ msg_type, content }: Pick<CommMessage, 'msg_type' | 'content'>): void {
    if (msg_type === 'comm_close') this.targets.delete(content.comm_id);
    if ('target_name' in content) this.targets.set(content.comm_id, content.target_name);
  }

  /** As `comm_info_reply` has them; those of one target alone where it is named. */
  list(target?: string): Record<string, { target_name: string }> {
    const found = [...this.targets].filter(([, name]) => target === undefined || name === target);
    return Object.fromEntries(found.map(([id, target_name]) => [id, { target_name }]));
  }
}
