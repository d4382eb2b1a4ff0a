/** `execute_request`: one cell, from its input on iopub to its reply. */
import type { Incoming } from '../wire/frames.js';
import { booleanField, isRecord, type JsonObject } from '../wire/json.js';
import type { ExecuteReply, Reply } from '../wire/outgoing.js';
import { type Context, type Handler, RequestError } from './handler.js';
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
  if (store) {
    executions.count += 1;
    history.add(executions.count, code);
  }
  const count = executions.count;
  if (!silent) {
    context.publish({ msg_type: 'execute_input', content: { code, execution_count: count } });
  }
  const question = questionIn(code);
  if (question) {
    const payload = await answerQuestion(question, interpreter);
    if (payload.length === 0 && !silent) {
      const text = `Nothing is known of ${question.name}.\n`;
      context.publish({ msg_type: 'stream', content: { name: 'stderr', text } });
    }
    return { status: 'ok', execution_count: count, user_expressions: {}, payload };
  }
  const id = requests.add(request);
  const end = await interpreter.execute({
    id,
    requestId: request.header.msg_id,
    code,
    count,
    silent,
    userExpressions: expressions(content),
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
  if (store && end.result !== undefined) history.setOutput(end.result);
  return {
    status: 'ok',
    execution_count: count,
    user_expressions: end.userExpressions,
    payload: end.departs ? [{ source: 'ask_exit', keepkernel: false }] : [],
  };
}

function expressions({ user_expressions: given }: JsonObject): Record<string, string> {
  if (!isRecord(given)) return {};
  const texts = Object.entries(given).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(texts);
}
