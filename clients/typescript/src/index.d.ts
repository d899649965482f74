/** A duration such as '52s', '1h30m' or '-2d'; a number is milliseconds. */
export type Duration = string | number;

/** A built-in scenario's name, a file's path, YAML, or an object with the keys of a scenario. */
export type Scenario = string | Record<string, unknown>;

/** A change of a job or a graph. */
export interface Change {
  jobId?: string;
  kind?: 'graph';
  graphId?: string;
  name?: string;
  from: string | null;
  to: string | null;
  at: string;
}

export interface Clock {
  now: string;
  mode: 'manual' | 'stepped' | 'realtime';
  step: string;
  rate: number;
  next: string | null;
  nextCall?: string;
}

export interface Job {
  jobId: string;
  jobName: string;
  jobType: string;
  relatedGraph: string;
  status: string | null;
  begin: string;
  waiting: string;
  running: string;
  end: string | null;
  outcome: string;
  failReason: string | null;
  jobProgress: number;
}

export interface Graph {
  graphId: string;
  name: string;
  status: string | null;
  state: string | null;
  created: string;
  gone: string | null;
}

export interface Call {
  project: string | null;
  number: number;
  call: number | null;
  now: string;
  real: string;
  operation: string | null;
  method: string;
  path: string;
  query: string;
  headers: { name: string; value: string }[];
  truncated: boolean;
  body: string | null;
  jobId: string | null;
  open: boolean;
  status: number | null;
  errorCode: string | null;
  fault: string | null;
  retryAfter: string | null;
  violations: { rule: string; message: string }[];
  ms: number;
  bytes: number;
}

export interface Violation {
  project: string;
  rule: string;
  severity: 'error' | 'information';
  parameter: string;
  value: string;
  allowed: string;
  didYouMean?: string | null;
  message: string;
  where: string;
  firstCall: number | null;
  count: number;
}

/** A fault as a scenario has it, with how often it applied. */
export interface Fault {
  name: string;
  added: boolean;
  fits: number;
  applied: number;
  [key: string]: unknown;
}

/** The rules of verify for clients. */
export interface Rules {
  minGap?: string;
  maxGap?: string;
  clock?: 'virtual' | 'real';
  stopsAfterEnd?: boolean;
  keepsRetryAfter?: boolean;
  fetchesAllPages?: boolean;
  retriesFailures?: boolean;
  maxAtOnce?: number;
  minCalls?: number;
  faults?: boolean;
}

/** An answer of the control API that is an error. */
export class ControlError extends Error {
  readonly status: number;
  readonly error: string;
  readonly hint: string;
  readonly body: any;
}

/** The emulator does not start. */
export class StartError extends Error {}

/** One project, with jobs, a clock and counters of its own. Times are virtual, UTC. */
export class Project {
  readonly id: string;
  /** What SDKs take as the endpoint of the service. */
  readonly endpoint: string;
  /** The emulated API with this project. */
  readonly url: string;
  /** Keys; any are taken unless the scenario has some. */
  ak: string;
  sk: string;
  /** Variables by which the vendor's SDKs find credentials, for a process under test. */
  env(): Record<string, string>;

  now(): Promise<string>;
  clock(changes?: Partial<Pick<Clock, 'now' | 'mode' | 'step' | 'rate'>>): Promise<Clock>;
  advance(by: Duration): Promise<Change[]>;
  advanceTo(time: string): Promise<Change[]>;
  next(): Promise<Change[]>;
  previous(): Promise<Change[]>;
  /** Moves to the scenario's start; unlike reset that changes nothing else. */
  start(): Promise<Change[]>;
  end(): Promise<Change[]>;
  until(jobId: string, status: string): Promise<Change[]>;

  jobs(query?: { offset?: number; limit?: number }): Promise<Job[]>;
  addJob(jobName: string, relatedGraph: string, keys?: Record<string, unknown>): Promise<Job>;
  patchJob(jobId: string, patch: Record<string, unknown>): Promise<Job>;
  removeJob(jobId: string): Promise<void>;
  graphs(): Promise<Graph[]>;
  addGraph(name: string, keys?: Record<string, unknown>): Promise<Graph>;
  patchGraph(graphId: string, status: string): Promise<Graph>;
  addSubmitRule(name: string, keys: Record<string, unknown>): Promise<Record<string, unknown>>;
  removeSubmitRule(name: string): Promise<void>;

  /** Breaks calls: by an error code, an HTTP status, or a fault's keys, under conditions. Returns its name. */
  addFault(fault: string | number | Record<string, unknown>, when?: Record<string, unknown>): Promise<string>;
  faults(): Promise<Fault[]>;
  removeFault(name: string): Promise<void>;

  calls(query?: Record<string, string | number | boolean>): Promise<Call[]>;
  violations(): Promise<Violation[]>;
  polling(): Promise<Record<string, any>[]>;
  /** Throws for faults that never applied, violations, and pollers that break a rule. */
  verify(rules?: Rules): Promise<void>;

  snapshot(): Promise<Record<string, unknown>>;
  restore(snapshot: Record<string, unknown>): Promise<void>;
  reset(): Promise<void>;
  undo(): Promise<string>;
  load(scenario: Scenario): Promise<void>;
  /** The project as a scenario file. */
  scenario(): Promise<string>;
  /** All there is to know of it, as the file that the console opens. */
  report(): Promise<string>;
}

/** A running emulator. */
export class Emulator {
  readonly url: string;
  /** Of its process; undefined if it ran already. */
  readonly pid: number | undefined;
  project(options?: { id?: string; scenario?: Scenario; name?: string }): Promise<Project>;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface StartOptions {
  /** A built-in scenario, or a file. */
  scenario?: string;
  /** Further flags of ges-emulator serve. */
  flags?: string[];
  env?: Record<string, string>;
}

/** Starts an emulator, or connects to the one that GES_EMULATOR_URL names. It ends with this process. */
export function start(options?: StartOptions): Promise<Emulator>;

/** The emulator of this process, started when it is first needed. */
export function shared(): Promise<Emulator>;

/** The emulator, for one test. */
export interface Ges {
  /** Whether the test's client may violate the contract; else a violation fails the test. */
  allowViolations: boolean;
  /** A project that no other test has. */
  project(options?: { id?: string; scenario?: Scenario }): Promise<Project>;
}
