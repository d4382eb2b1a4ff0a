/**
 * What a plugin tells about a compiled program, and its serialized form. Not on the hot path.
 */
import koffi from 'koffi';
import type { PjrtApi } from './api.js';
import type { ArraySpec } from './buffer.js';
import { elementTypeOfCode, isElementType } from './element-type.js';
import { PjrtError } from './errors.js';
import { Struct } from './layout.js';
import { readBytes, readInt32s, readSlots, readText } from './native-memory.js';
import type { Parameter } from './signature.js';
import {
  ExecutableArgs,
  ExecutableNameArgs,
  GetExecutableArgs,
  NumOutputsArgs,
  OutputDimensionsArgs,
  OutputElementTypesArgs,
  SerializeArgs,
} from './structs.js';

/** The name of a loaded program, and the types and shapes of its results. */
export function inspectExecutable(
  api: PjrtApi,
  loaded: bigint,
): { name: string; outputs: ArraySpec[] } {
  return withExecutable(api, loaded, (executable) => {
    const name = new Struct(ExecutableNameArgs, { executable });
    api.call('PJRT_Executable_Name', name);
    const number = new Struct(NumOutputsArgs, { executable });
    api.call('PJRT_Executable_NumOutputs', number);
    const types = new Struct(OutputElementTypesArgs, { executable });
    api.call('PJRT_Executable_OutputElementTypes', types);
    const dimensions = new Struct(OutputDimensionsArgs, { executable });
    api.call('PJRT_Executable_OutputDimensions', dimensions);
    const count = number.getNumber('num_outputs');
    return {
      name: readText(name.get('text'), name.getNumber('size')),
      outputs: outputSpecs(
        readInt32s(types.get('output_types'), count),
        readSlots(dimensions.get('dim_sizes'), count),
        dimensions.get('dims'),
      ),
    };
  });
}

function outputSpecs(types: Int32Array, ranks: BigUint64Array, dims: bigint): ArraySpec[] {
  const total = ranks.reduce((sum, rank) => sum + Number(rank), 0);
  const sizes = [...readSlots(dims, total)].map(Number);
  return Array.from(types, (code, index) => {
    const type = elementTypeOfCode(code);
    if (type === undefined) {
      throw new PjrtError(
        'UNIMPLEMENTED',
        'PJRT_Executable_OutputElementTypes',
        `result ${index} has an element type that is not supported here (PJRT_Buffer_Type ${code})`,
      );
    }
    return { type, shape: Object.freeze(sizes.splice(0, Number(ranks[index]))) };
  });
}

/** Opens a serialized program: these bytes, the length of the JSON behind them, the JSON, the plugin's bytes. */
const MAGIC = 'GRADBOOK-PJRT-1\n';
const HEADER = MAGIC.length + 4;

/** The plugin's bytes behind the parameters, which the plugin doesn't keep. */
export function serializeExecutable(
  api: PjrtApi,
  loaded: bigint,
  parameters: readonly Parameter[],
): Uint8Array {
  const program = withExecutable(api, loaded, (executable) => {
    const args = new Struct(SerializeArgs, { executable });
    api.call('PJRT_Executable_Serialize', args);
    try {
      return readBytes(args.get('serialized_bytes'), args.getNumber('serialized_bytes_size'));
    } finally {
      const free: (executable: bigint) => unknown = koffi.decode(
        args.get('serialized_executable_deleter'),
        koffi.proto('void', ['uintptr_t']),
      );
      free(args.get('serialized_executable'));
    }
  });
  const json = new TextEncoder().encode(JSON.stringify(parameters));
  const bytes = new Uint8Array(HEADER + json.length + program.length);
  bytes.set(new TextEncoder().encode(MAGIC));
  new DataView(bytes.buffer).setUint32(MAGIC.length, json.length, true);
  bytes.set(json, HEADER);
  bytes.set(program, HEADER + json.length);
  return bytes;
}

/**
 * Splits what {@link serializeExecutable} made.
 * @throws PjrtError when the bytes are something else
 */
export function parseSerialized(bytes: Uint8Array): {
  parameters: Parameter[];
  program: Uint8Array;
} {
  const magic = new TextDecoder('latin1').decode(bytes.subarray(0, MAGIC.length));
  if (magic !== MAGIC || bytes.length < HEADER) throw notSerialized('it has another beginning');
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(MAGIC.length, true);
  const program = bytes.subarray(HEADER + length);
  if (program.length === 0) throw notSerialized('it is cut off');
  try {
    const json: unknown = JSON.parse(
      new TextDecoder().decode(bytes.subarray(HEADER, HEADER + length)),
    );
    if (Array.isArray(json) && json.every(isParameter)) return { parameters: json, program };
  } catch {
    // Falls through: it is no JSON.
  }
  throw notSerialized('its parameters are damaged');
}

function isParameter(value: unknown): value is Parameter {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    isElementType(value.type) &&
    'donated' in value &&
    typeof value.donated === 'boolean' &&
    'shape' in value &&
    Array.isArray(value.shape) &&
    value.shape.every((size) => Number.isSafeInteger(size) && size >= 0)
  );
}

function notSerialized(reason: string): PjrtError {
  return new PjrtError(
    'INVALID_ARGUMENT',
    'PJRT_Executable_DeserializeAndLoad',
    `these bytes are no program that serialize() made: ${reason}`,
  );
}

function withExecutable<T>(api: PjrtApi, loaded: bigint, use: (executable: bigint) => T): T {
  const args = new Struct(GetExecutableArgs, { loaded_executable: loaded });
  api.call('PJRT_LoadedExecutable_GetExecutable', args);
  const executable = args.get('executable');
  try {
    return use(executable);
  } finally {
    api.call('PJRT_Executable_Destroy', new Struct(ExecutableArgs, { executable }));
  }
}
