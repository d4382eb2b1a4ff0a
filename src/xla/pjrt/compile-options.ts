/**
 * `CompileOptionsProto`, the little of it that is used here: which devices a program is for, and flags for it alone. See
 * {@link https://protobuf.dev/programming-guides/encoding/ | the encoding of protocol buffers}.
 */

/** Flags of XLA by name, those of `XLA_FLAGS` without `--`: `xla_gpu_deterministic_ops`. */
export type CompilerFlags = Readonly<Record<string, boolean>>;

/**
 * Options for a program that runs on these devices at once, each with a part of the work: XLA cuts it up as its
 * annotations say, and adds what the devices must tell each other.
 * @param ids the devices, as their plugin numbers them
 */
export function compileOptions(ids: readonly number[], flags: CompilerFlags = {}): Uint8Array {
  const assignment = [
    ...varintField(1, 1), // replica_count
    ...varintField(2, ids.length), // computation_count
    ...ids.flatMap((id) => messageField(3, messageField(1, varint(id)))), // computation_devices
  ];
  const build = [
    ...varintField(4, 1), // num_replicas
    ...varintField(5, ids.length), // num_partitions
    ...(ids.length > 1 ? varintField(6, 1) : []), // use_spmd_partitioning
    ...messageField(9, assignment), // device_assignment
  ];
  return Uint8Array.from([
    ...messageField(3, build), // executable_build_options
    ...Object.entries(flags).flatMap(([name, value]) => messageField(7, flagEntry(name, value))), // env_option_overrides
  ]);
}

function flagEntry(name: string, value: boolean): number[] {
  const key = messageField(1, [...new TextEncoder().encode(name)]);
  return [...key, ...messageField(2, varintField(2, value ? 1 : 0))]; // bool_field
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}

function varintField(field: number, value: number): number[] {
  return [field << 3, ...varint(value)];
}

function messageField(field: number, body: readonly number[]): number[] {
  return [(field << 3) | 2, ...varint(body.length), ...body];
}
