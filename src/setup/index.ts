/** Setting Gradbook up on a machine. */
export { SetupError } from './errors.js';
export { findJupyter, HOW_TO_GET_JUPYTER, type Jupyter, neededJupyter } from './jupyter.js';
export { dataFolderOfPrefix, searchedDataFolders, userDataFolder } from './jupyter-data.js';
export * from './kernelspec.js';
export { asset, packageRoot, packageVersion } from './package-root.js';
export { installTranslator, removeTranslator } from './papermill.js';
export { projectFolder, projectNotebooks } from './project.js';
export { findPython, type Python } from './python.js';
export { type SetUpOptions, setUp } from './set-up.js';
export { isWhole, makeVenv, type Venv, venvAt } from './venv.js';
