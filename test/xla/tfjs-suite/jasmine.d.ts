/** The part of the package `jasmine` that the suite's runner uses; it ships no types. */
declare module 'jasmine' {
  interface SpecResult {
    fullName: string;
    status: string;
    failedExpectations: { message: string }[];
  }
  export default class Jasmine {
    constructor(options: { projectBaseDir: string });
    exitOnCompletion: boolean;
    readonly jasmine: { DEFAULT_TIMEOUT_INTERVAL: number };
    clearReporters(): void;
    addReporter(reporter: { specDone(result: SpecResult): void }): void;
    randomizeTests(random: boolean): void;
    execute(files: string[], filter?: string): Promise<unknown>;
  }
}
