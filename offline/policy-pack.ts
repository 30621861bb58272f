/** A policy pack that serves, asked over gRPC as the engine asks it (`pkg/resource/plugin/analyzer_plugin.go`). */
import * as grpc from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import type * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type EnforcementLevel, type PolicySettings, reconcileConfig } from "./policy-config";
import type { PolicyConfig } from "./policy-config-file";
import {
  type Analysis,
  analysisOf,
  analyzeRequest,
  analyzeStackRequest,
  configureRequest,
  initialConfig,
  type PolicyInfo,
  policyInfo,
  remediateRequest,
  type Remedy,
  remedyOf,
  stackRequest,
} from "./policy-messages";
import type { Counts, PackProcess } from "./policy-pack-process";
import type { PolicyResource } from "./policy-resource";

/** As large as the SDK's server takes them: 400 MiB. */
const LARGEST_MESSAGE = 400 * 1024 * 1024;

export class PolicyPack {
  private previous: Promise<unknown> = Promise.resolve();
  private settings: Record<string, PolicySettings | undefined> = {};

  private constructor(
    private readonly process: PackProcess,
    private readonly client: AnalyzerClient,
    readonly name: string,
    readonly version: string,
    /** In the order of the pack. */
    readonly policies: PolicyInfo[],
    private readonly initialConfig: PolicyConfig,
  ) {}

  /** Waits until a pack has started, tells it of the stack and settles its policies; stops it if that fails. */
  static async open(process: PackProcess, config: PolicyConfig = {}, source?: string): Promise<PolicyPack> {
    const port = await process.served();
    const client = new AnalyzerClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), {
      "grpc.max_receive_message_length": LARGEST_MESSAGE,
      "grpc.max_send_message_length": LARGEST_MESSAGE,
    });
    try {
      const [info] = await Promise.all([
        unary<proto.AnalyzerInfo>(process, (done) => client.getAnalyzerInfo(new Empty(), done)),
        unary(process, (done) => client.configureStack(stackRequest(process.stack), done)),
      ]);
      const version = process.version ?? info.getVersion();
      const policies = info.getPoliciesList().map((policy) => {
        const problem = `has a policy "${policy.getName()}" that validates neither resources nor stacks: it never runs`;
        return policyInfo(policy) ?? raise(process.error(problem));
      });
      const pack = new PolicyPack(process, client, info.getName(), version, policies, initialConfig(info));
      await pack.configure(config, source);
      return pack;
    } catch (error) {
      client.close();
      await process.stop();
      throw error;
    }
  }

  /** The level in force for a policy. */
  levelOf(policy: PolicyInfo): EnforcementLevel {
    return this.settings[policy.name]?.enforcementLevel ?? policy.enforcementLevel;
  }

  /**
   * Puts settings in place of those before; rejects, and changes nothing, if they are wrong. `source` is where they come
   * from, for messages.
   */
  async configure(config: PolicyConfig, source = `the settings of the policy pack ${this.name}`): Promise<void> {
    const settings = reconcileConfig(this.policies, this.initialConfig, config, source);
    await this.alone(async () => {
      await this.ask((done) => this.client.configure(configureRequest(settings), done));
      this.settings = settings;
    });
  }

  /** Asks the resource policies. */
  async analyze(resource: PolicyResource): Promise<Analysis> {
    const request = analyzeRequest(resource);
    return analysisOf(await this.ask((done) => this.client.analyze(request, done)));
  }

  /** Asks the stack policies; `counts` is what they say they have examined. */
  async analyzeStack(resources: PolicyResource[]): Promise<Analysis & { counts: Map<string, Counts> }> {
    const request = analyzeStackRequest(resources);
    const analysis = analysisOf(await this.ask((done) => this.client.analyzeStack(request, done)));
    return { ...analysis, counts: await this.process.takeCounts() };
  }

  /** Asks what the policies at the level `remediate` would change. */
  async remediate(resource: PolicyResource): Promise<Remedy> {
    const request = remediateRequest(resource);
    return remedyOf(await this.ask((done) => this.client.remediate(request, done)));
  }

  /** Runs `work` when what was begun before has ended: policies may remember what they saw last. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.previous.then(work);
    this.previous = result.catch(() => undefined);
    return result;
  }

  /** What the pack has printed. */
  get output(): string {
    return this.process.output;
  }

  async stop(): Promise<void> {
    this.client.close();
    await this.process.stop();
  }

  private ask<T>(send: Send<T>): Promise<T> {
    return unary(this.process, send);
  }
}

type Send<T> = (done: (error: grpc.ServiceError | null, response: T) => void) => unknown;

/** One request and its answer; rejects with `PolicyPackError`. */
function unary<T>(process: PackProcess, send: Send<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    send((error, response) => {
      if (error === null) {
        resolve(response);
      } else if (error.code === grpc.status.UNAVAILABLE) {
        void process.endedBy().then(reject);
      } else {
        reject(process.error("fails:", error.details));
      }
    });
  });
}

function raise(error: Error): never {
  throw error;
}
