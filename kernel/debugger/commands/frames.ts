/** Looking at code that is paused. */
import { integerField, stringField } from '../../wire/json.js';
import type { Frame } from '../frames.js';
import { Refusal } from '../protocol.js';
import { textOfRemote, typeOfRemote } from '../remote-value.js';
import { scopesOf } from '../scopes.js';
import { PAUSED } from '../variables.js';
import type { Command } from './command.js';

export const stackTrace: Command = (parameters, { pauses: { frames } }) => {
  const start = integerField(parameters, 'startFrame', 0);
  // None given, or 0, asks for all.
  const levels = integerField(parameters, 'levels', 0) || frames.length;
  const shown = frames.slice(start, start + levels);
  return { stackFrames: shown.map(described), totalFrames: frames.length };
};

export const scopes: Command = ({ frameId }, { pauses, variables }) => {
  const found = scopesOf(pauses.frame(frameId));
  return {
    scopes: found.map(({ name, presentationHint, holder }) => {
      const variablesReference = variables.keep(holder, PAUSED);
      return { name, presentationHint, variablesReference, expensive: false };
    }),
  };
};

export const evaluate: Command = async (parameters, session) => {
  const { pauses, variables, evaluation, isLab } = session;
  const expression = stringField(parameters, 'expression');
  const context = stringField(parameters, 'context');
  const { frameId } = parameters;
  const isInFrame = frameId !== undefined && frameId !== null && frameId !== 0;
  const frame = isInFrame ? pauses.frame(frameId).call.callFrameId : undefined;
  const group = pauses.isPaused ? PAUSED : await session.nextList();
  const value = await evaluation.evaluate(expression, {
    frame,
    group,
    isPure: context === 'hover',
  });
  const isText = value.type === 'string' && context === 'clipboard';
  const { variablesReference, indexedVariables } = variables.variable(
    { name: 'result', value },
    group,
    expression,
  );
  return {
    result: isText ? String(value.value) : textOfRemote(value),
    ...(isLab && value.objectId === undefined ? {} : { type: typeOfRemote(value) }),
    variablesReference,
    ...(indexedVariables === undefined ? {} : { indexedVariables }),
  };
};

export const exceptionInfo: Command = (_parameters, { pauses: { exception } }) => {
  if (exception === '') throw new Refusal('The code is not paused at an exception.');
  const [, exceptionId = 'Error', description = exception] = /^(\w+): (.*)$/.exec(exception) ?? [];
  return { exceptionId, description, breakMode: 'always' };
};

function described({ id, call, script, position }: Frame) {
  return {
    id,
    name: call.functionName || script.name,
    source: { name: script.name, path: script.path },
    ...position,
  };
}
