/** Recognises a web page where data should be: a login page, a proxy's message, a "not found" page. */

/** Whether the content begins as HTML or XML does. */
export function looksLikeWebPage(bytes: Uint8Array): boolean {
  return /^(\uFEFF|ï»¿)?\s*<[!?a-z]/i.test(Buffer.from(bytes.subarray(0, 64)).toString('latin1'));
}
