/** `--profile`: where the time of Gradbook's own step goes, in a process of its own beside the race. */
import { type Answer, textIn, Worker } from '../worker.js';
import { type ContestantOptions, profiler } from './contestants.js';
import { type Task, TITLES } from './networks.js';
import { inWorkload } from './workload.js';

export interface TaskProfile {
  readonly task: Task;
  readonly answer: Answer;
}

/** @throws InstallError, WorkerError */
export function profileTask(task: Task, options: ContestantOptions): Promise<TaskProfile> {
  return inWorkload(async (workload) => {
    const { worker } = await Worker.start(await profiler(options, workload, task));
    try {
      return { task, answer: await worker.ask({}) };
    } finally {
      worker.stop();
    }
  });
}

export function profileTables({ task, answer }: TaskProfile): string {
  return `Profile of Gradbook's ${TITLES[task]}\n\n${textIn(answer, 'tables')}`;
}
