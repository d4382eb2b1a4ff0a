/** A Python with nbconvert and JupyterLab: the one that the project's set-up makes. */
import { setUp } from '../../src/setup/index.js';

/** `GRADBOOK_TEST_PYTHON` names another one. */
export async function notebookPython(): Promise<string> {
  return process.env.GRADBOOK_TEST_PYTHON ?? (await setUp({ report: () => {} })).python;
}
