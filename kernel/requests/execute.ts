/** `execute_request`: one cell, from its input on iopub to its reply. */
import type { Incoming } from '../wire/frames.js';
import { booleanField, isRecord, type JsonObject } from '../wire/json.js';
import type { ExecuteReply, Failed, Reply } from '../wire/outgoing.js';
import { type Context, failed, type Handler, RequestError } from './handler.js';
import { answerQuestion, questionIn } from './pager.js';

export const execute: Handler = async (request, context) => {
  const started = new Date();
  return executeReply(await run(request, context), started);
};

/** The reply to a cell that the kernel began with at a time. */
export function executeReply(content: ExecuteReply, started: Date): Reply {
  const metadata = { started: started.toISOString(), status: content.status };
  return { msg_type: 'execute_reply', content, metadata };
}

async function run(request: Incoming, context: Context): Promise<ExecuteReply> {
  const { executions, history, interpreter, requests, shells } = context;
  const { content } = request;
  if (typeof content.code !== 'string') {
    throw new RequestError('execute_request', 'code', 'a string');
  }
  const code = content.code;
  const silent = booleanField(content, 'silent', false);
  const store = !silent && booleanField(content, 'store_history', true);
  if (store) executions.count += 1;
  const count = executions.count;
  const keepResult = store && code.trim() !== '' ? history.add(count, code) : undefined;
  if (!silent) {
    context.publish({ msg_type: 'execute_input', content: { code, execution_count: count } });
  }
  const question = questionIn(code);
  const payload = question ? await answerQuestion(question, interpreter) : [];
  if (question && payload.length === 0 && !silent) {
    const text = `Nothing is known of ${question.name}.\n`;
    context.publish({ msg_type: 'stream', content: { name: 'stderr', text } });
  }
  const id = requests.add(request, silent);
  const { texts, refused } = expressions(content);
  const end = await interpreter.execute({
    id,
    requestId: request.header.msg_id,
    code: question ? '' : code,
    count,
    silent,
    userExpressions: texts,
    allowStdin: booleanField(content, 'allow_stdin', true),
  });
  if (end.status === 'error') {
    const { ename, evalue, traceback } = end;
    if (!silent) {
      context.publish({ msg_type: 'error', content: { ename, evalue, traceback } });
      if (booleanField(content, 'stop_on_error', true)) {
        const waiting = await shells.takeWaiting(request.subshell);
        // After this reply.
        setImmediate(() => context.abort(waiting));
      }
    }
    return { ...end, execution_count: count };
  }
  if (end.result !== undefined) keepResult?.(end.result);
  return {
    status: 'ok',
    execution_count: count,
    user_expressions: { ...end.userExpressions, ...refused },
    payload: end.departs ? [{ source: 'ask_exit', keepkernel: false }] : payload,
  };
}

/** The expressions by their names, and the errors of those that are no text. */
function expressions({ user_expressions: given }: JsonObject): {
  texts: Record<string, string>;
  refused: Record<string, Failed>;
} {
  const texts: [string, string][] = [];
  const refused: [string, Failed][] = [];
  for (const [name, code] of Object.entries(isRecord(given) ? given : {})) {
    if (typeof code === 'string') texts.push([name, code]);
    else {
      const field = `user_expressions.${name}`;
      refused.push([name, failed(new RequestError('execute_request', field, 'a string'))]);
    }
  }
  // Not by assignment: a name may be `__proto__`.
  return { texts: Object.fromEntries(texts), refused: Object.fromEntries(refused) };
}
