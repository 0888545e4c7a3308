// What the build puts beside the modules.

declare module '*/broker.wasm' {
  const module: WebAssembly.Module;
  export default module;
}

// Go's own loader is a classic script that puts one class on the global object, so
// importing it gives no names. It always comes from the Go that built the program, so
// what is not documented changes together with that.
declare module '*/wasm_exec.js';

/** One run of a Go program: its imports and its event loop. */
declare class Go {
  importObject: Record<string, Record<string, any>>;
  exit: (code: number) => void;
  /** Runs the instance; settles when the program exits. */
  run(instance: WebAssembly.Instance): Promise<void>;
  _resume(): void;
  _resolveExitPromise(): void;
  _scheduledTimeouts: Map<number, ReturnType<typeof setTimeout>>;
}
