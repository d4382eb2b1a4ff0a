/** The commands and events of V8's inspector that the debugger uses, for the main thread. */
import type { Debugger, Runtime } from 'node:inspector';

/** What a command takes and gives. */
export interface Commands {
  'Debugger.enable': [object, Debugger.EnableReturnType];
  'Debugger.disable': [object, object];
  'Debugger.evaluateOnCallFrame': [
    Debugger.EvaluateOnCallFrameParameterType & { timeout?: number },
    Debugger.EvaluateOnCallFrameReturnType,
  ];
  'Debugger.getPossibleBreakpoints': [
    Debugger.GetPossibleBreakpointsParameterType,
    Debugger.GetPossibleBreakpointsReturnType,
  ];
  'Debugger.getScriptSource': [
    Debugger.GetScriptSourceParameterType,
    Debugger.GetScriptSourceReturnType,
  ];
  'Debugger.pause': [object, object];
  'Debugger.removeBreakpoint': [Debugger.RemoveBreakpointParameterType, object];
  'Debugger.resume': [object, object];
  'Debugger.setAsyncCallStackDepth': [Debugger.SetAsyncCallStackDepthParameterType, object];
  'Debugger.setBlackboxPatterns': [Debugger.SetBlackboxPatternsParameterType, object];
  'Debugger.setBreakpoint': [Debugger.SetBreakpointParameterType, Debugger.SetBreakpointReturnType];
  'Debugger.setBreakpointByUrl': [
    Debugger.SetBreakpointByUrlParameterType,
    Debugger.SetBreakpointByUrlReturnType,
  ];
  'Debugger.setInstrumentationBreakpoint': [{ instrumentation: string }, { breakpointId: string }];
  'Debugger.setPauseOnExceptions': [Debugger.SetPauseOnExceptionsParameterType, object];
  'Debugger.setSkipAllPauses': [Debugger.SetSkipAllPausesParameterType, object];
  'Debugger.stepInto': [{ skipList: LocationRange[] }, object];
  'Debugger.stepOut': [object, object];
  'Debugger.stepOver': [{ skipList: LocationRange[] }, object];
  'Runtime.disable': [object, object];
  'Runtime.enable': [object, object];
  'Runtime.callFunctionOn': [
    Runtime.CallFunctionOnParameterType & { throwOnSideEffect?: boolean },
    Runtime.CallFunctionOnReturnType,
  ];
  'Runtime.compileScript': [Runtime.CompileScriptParameterType, Runtime.CompileScriptReturnType];
  'Runtime.evaluate': [
    Runtime.EvaluateParameterType & {
      disableBreaks?: boolean;
      replMode?: boolean;
      throwOnSideEffect?: boolean;
      timeout?: number;
    },
    Runtime.EvaluateReturnType,
  ];
  'Runtime.getProperties': [
    Runtime.GetPropertiesParameterType,
    Runtime.GetPropertiesReturnType & { privateProperties?: PrivateProperty[] },
  ];
  'Runtime.globalLexicalScopeNames': [object, Runtime.GlobalLexicalScopeNamesReturnType];
  'Runtime.releaseObjectGroup': [Runtime.ReleaseObjectGroupParameterType, object];
}

export interface LocationRange {
  readonly scriptId: string;
  readonly start: { readonly lineNumber: number; readonly columnNumber: number };
  readonly end: { readonly lineNumber: number; readonly columnNumber: number };
}

export interface PrivateProperty {
  readonly name: string;
  readonly value?: Runtime.RemoteObject;
}

export interface Events {
  'Debugger.scriptParsed': Debugger.ScriptParsedEventDataType;
  'Debugger.paused': Debugger.PausedEventDataType;
  'Debugger.resumed': undefined;
}

/** A session with the main thread. */
export interface Inspector {
  /** @throws InspectorError when V8 refuses, or when the main thread doesn't answer in time */
  command<M extends keyof Commands>(method: M, params: Commands[M][0]): Promise<Commands[M][1]>;
  on<E extends keyof Events>(event: E, heard: (params: Events[E]) => void): void;
}
