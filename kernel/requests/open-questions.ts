/**
 * Questions to the person that wait, and which of them an `input_reply` answers: cells of several shells may ask at
 * the same time, and an answer may come when its question is no longer asked.
 */
import type { Incoming } from '../wire/frames.js';
import { SESSION } from '../wire/outgoing.js';
import { isSameClient, type Requester } from './requests.js';

interface Asked {
  readonly requester: Requester;
  /** The id of its `input_request`. */
  readonly message: string;
}

export class OpenQuestions {
  /** By the question's number, the oldest first. */
  private readonly open = new Map<number, Asked>();

  /** @param others which questions before it still wait: one that was interrupted does not say so itself */
  add(question: number, others: readonly number[], asked: Asked): void {
    for (const id of this.open.keys()) if (!others.includes(id)) this.open.delete(id);
    this.open.set(question, asked);
  }

  /**
   * The question that a reply answers, which no longer waits then: the one whose message is its parent. Where the
   * client names none of our messages, the oldest that was asked of it, in the subshell that it names.
   */
  takeAnswered({ identities, parentHeader, subshell }: Incoming): number | undefined {
    const isNamed = parentHeader.session === SESSION;
    const found = [...this.open].find(
      ([, { requester, message }]) =>
        isSameClient(requester.identities, identities) &&
        (isNamed
          ? message === parentHeader.msg_id
          : subshell === undefined || subshell === requester.subshell),
    );
    if (!found) return undefined;
    this.open.delete(found[0]);
    return found[0];
  }
}
