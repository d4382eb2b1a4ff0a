/**
 * What a plugin tells about a compiled program, and its serialized form. Not on the hot path.
 */
import koffi from 'koffi';
import type { PjrtApi } from './api.js';
import type { ArraySpec } from './buffer.js';
import { elementTypeOfCode } from './element-type.js';
import { PjrtError } from './errors.js';
import { Struct } from './layout.js';
import { readBytes, readInt32s, readSlots, readText } from './native-memory.js';
import {
  ExecutableArgs,
  ExecutableNameArgs,
  GetExecutableArgs,
  NumOutputsArgs,
  OutputDimensionsArgs,
  OutputElementTypesArgs,
  SerializeArgs,
} from './structs.js';

const deleterType = koffi.proto('void', ['uintptr_t']);

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

/** The program in the plugin's own format. */
export function serializeExecutable(api: PjrtApi, loaded: bigint): Uint8Array {
  return withExecutable(api, loaded, (executable) => {
    const args = new Struct(SerializeArgs, { executable });
    api.call('PJRT_Executable_Serialize', args);
    try {
      return readBytes(args.get('serialized_bytes'), args.getNumber('serialized_bytes_size'));
    } finally {
      const free: (executable: bigint) => unknown = koffi.decode(
        args.get('serialized_executable_deleter'),
        deleterType,
      );
      free(args.get('serialized_executable'));
    }
  });
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
