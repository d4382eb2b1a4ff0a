/**
 * `CompileOptionsProto`, the little of it that is used here: which devices a program is for, and flags for it alone. See
 * {@link https://protobuf.dev/programming-guides/encoding/ | the encoding of protocol buffers}.
 */
import { bytesField, textField, varintField, varintsField } from '../../formats/protobuf.js';

/** Flags of XLA by name, those of `XLA_FLAGS` without `--`: `xla_gpu_deterministic_ops`. */
export type CompilerFlags = Readonly<Record<string, boolean>>;

/**
 * Options for a program that runs on these devices at once, each with a part of the work: XLA cuts it up as its
 * annotations say, and adds what the devices must tell each other.
 * @param ids the devices, as their plugin numbers them
 */
export function compileOptions(ids: readonly number[], flags: CompilerFlags = {}): Uint8Array {
  const assignment = Buffer.concat([
    varintField(1, 1), // replica_count
    varintField(2, ids.length), // computation_count
    ...ids.map((id) => bytesField(3, varintsField(1, [id]))), // computation_devices
  ]);
  const build = Buffer.concat([
    varintField(4, 1), // num_replicas
    varintField(5, ids.length), // num_partitions
    ...(ids.length > 1 ? [varintField(6, 1)] : []), // use_spmd_partitioning
    bytesField(9, assignment), // device_assignment
  ]);
  const options = Buffer.concat([
    bytesField(3, build), // executable_build_options
    ...Object.entries(flags).map(([name, value]) => bytesField(7, flagEntry(name, value))), // env_option_overrides
  ]);
  // In memory of its own, not in that which Node's buffers share.
  return Uint8Array.from(options);
}

function flagEntry(name: string, value: boolean): Uint8Array {
  return Buffer.concat([textField(1, name), bytesField(2, varintField(2, value ? 1 : 0))]); // bool_field
}
