// Go's own loader. It is a classic script that puts one class on the global
// object, so importing it gives no names.
declare global {
  /** One run of a Go program: its imports and its event loop. */
  class Go {
    importObject: WebAssembly.Imports;
    argv: string[];
    env: Record<string, string>;
    exited: boolean;
    exit: (code: number) => void;
    /** Runs the instance; settles when the program exits. */
    run(instance: WebAssembly.Instance): Promise<void>;
  }
  interface Window {
    Go: typeof Go;
  }
}
export {};
