/**
 * Lets a plugin's globals outlive its threads. At the end of a process C++ destroys globals, the code that oneDNN has
 * written for matrix products among them, while the plugin's threads may still run it: that crashes. So the process
 * ends before any is destroyed: libc runs what was registered last first, and once `_exit` is registered here the plugin
 * can register nothing more, for its entry of `__cxa_atexit` leads elsewhere.
 *
 * Linux on x64 alone, by the ELF gABI and its AMD64 supplement; elsewhere nothing is done.
 */
import koffi from 'koffi';
import { addressOf, readSlots } from './native-memory.js';

const libc = koffi.load(null);

const RTLD_DI_LINKMAP = 2;
const PAGE = 4096n;
const READ_AND_WRITE = 3;

/** Tags of the dynamic section: https://refspecs.linuxfoundation.org/elf/gabi4+/ch5.dynamic.html. */
const Tag = {
  PltRelSize: 2n,
  Rela: 7n,
  RelaSize: 8n,
  JmpRel: 23n,
  RelaCount: 0x6ffffff9n,
} as const;
/** Bytes of a relocation: the place's offset, symbol and type, an addend. */
const RELOCATION = 24n;
const SLOTS_OF_RELOCATION = 3;
/** The relocations that put a function's address there. */
const R_X86_64_GLOB_DAT = 6n;
const R_X86_64_JUMP_SLOT = 7n;

/** @param library a handle of `dlopen`, with all that it calls resolved */
export function keepGlobals(library: bigint): void {
  if (process.platform !== 'linux' || process.arch !== 'x64') return;
  const onExit = libc.func('on_exit', 'int', ['uintptr_t', 'uintptr_t']);
  const dlsym = libc.func('dlsym', 'uintptr_t', ['uintptr_t', 'str']);
  const addressIn = (name: string) => BigInt(dlsym(0n, name));
  // The last runs first: what C's streams hold is written.
  for (const name of ['_exit', 'fcloseall']) onExit(addressIn(name), 0n);
  const register = addressIn('__cxa_atexit');
  // Returns 0 and looks at no argument.
  const nothing = addressIn('sched_yield');
  for (const place of importsOf(library)) {
    if (readSlots(place, 1)[0] === register) overwrite(place, nothing);
  }
}

/** Where a library keeps the addresses of what it takes from others. */
function importsOf(library: bigint): bigint[] {
  const dlinfo = libc.func('dlinfo', 'int', ['uintptr_t', 'int', 'uintptr_t']);
  const found = new BigUint64Array(new ArrayBuffer(8));
  if (dlinfo(library, RTLD_DI_LINKMAP, addressOf(found)) !== 0) return [];
  // struct link_map { base, name, dynamic section ... }
  const [base = 0n, , dynamic = 0n] = readSlots(found[0], 3);
  const tags = readDynamic(dynamic);
  // The first entries, hundreds of thousands, are of the library's own addresses.
  const own = (tags.get(Tag.RelaCount) ?? 0n) * RELOCATION;
  const tables = [
    { start: tags.get(Tag.JmpRel), size: tags.get(Tag.PltRelSize), skipped: 0n },
    { start: tags.get(Tag.Rela), size: tags.get(Tag.RelaSize), skipped: own },
  ];
  return tables.flatMap(({ start, size = 0n, skipped }) => {
    if (start === undefined) return [];
    const entries = readSlots(start + skipped, Number(size - skipped) / 8);
    const places: bigint[] = [];
    for (let i = 0; i < entries.length; i += SLOTS_OF_RELOCATION) {
      const type = entries[i + 1] & 0xffffffffn;
      if (type === R_X86_64_GLOB_DAT || type === R_X86_64_JUMP_SLOT) places.push(base + entries[i]);
    }
    return places;
  });
}

/** The dynamic section by its tags; the linker has made its addresses absolute. */
function readDynamic(start: bigint): Map<bigint, bigint> {
  const tags = new Map<bigint, bigint>();
  for (let at = start; ; at += 16n) {
    const [tag = 0n, value = 0n] = readSlots(at, 2);
    if (tag === 0n) return tags;
    tags.set(tag, value);
  }
}

/** The linker may have made the page one that can only be read. */
function overwrite(slot: bigint, address: bigint): void {
  const mprotect = libc.func('mprotect', 'int', ['uintptr_t', 'size_t', 'int']);
  const memcpy = libc.func('memcpy', 'uintptr_t', ['uintptr_t', 'uintptr_t', 'size_t']);
  if (mprotect(slot - (slot % PAGE), Number(PAGE), READ_AND_WRITE) !== 0) return;
  memcpy(slot, addressOf(BigUint64Array.of(address)), 8);
}
