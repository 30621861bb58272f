/**
 * Serves a {@link CustomProvider} to the engine. `pulumi.provider.main` would do it in one line, but its server lets a
 * preview know of an update's result nothing but the inputs, so that whatever depends on an updated resource seems to
 * change too, and gives `diff` no old inputs, so that a property taken away goes unnoticed.
 */
import * as grpc from "@grpc/grpc-js";
import * as plugins from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { packageVersion } from "../command-line/package-version";
import type { WireMap } from "../offline/wire";
import { Account } from "./account";
import { CustomProvider } from "./custom-provider";

/** Names the directory of the pretended account. */
export const ACCOUNT_VARIABLE = "STAND_IN_ACCOUNT";

/** Starts the plugin of a package, and prints its port as the engine expects it. */
export async function serve(packageName: string): Promise<void> {
  const directory = process.env[ACCOUNT_VARIABLE];
  if (!directory) {
    throw new Error(`The stand-in for ${packageName} needs a directory for its account in ${ACCOUNT_VARIABLE}`);
  }
  const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  const provider = new CustomProvider(new Account(directory, packageName));
  // The engine wants a provider of the SDK's version.
  server.addService(ResourceProviderService, handlers(provider, packageVersion(`@pulumi/${packageName}`)));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
  process.stdout.write(`${port}\n`);
}

function handlers(provider: CustomProvider, version: string): grpc.UntypedServiceImplementation {
  return {
    getPluginInfo: unary(() => new plugins.PluginInfo().setVersion(version)),
    attach: unary(() => new Empty()),
    cancel: unary(() => new Empty()),
    getSchema: unary(() => new proto.GetSchemaResponse().setSchema("{}")),
    checkConfig: unary((request: proto.CheckRequest) => new proto.CheckResponse().setInputs(request.getNews())),
    diffConfig: unary(() => new proto.DiffResponse().setChanges(proto.DiffResponse.DiffChanges.DIFF_NONE)),
    configure: unary((request: proto.ConfigureRequest) => {
      provider.context = { region: textOf(request.getArgs(), "region") };
      return new proto.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true);
    }),
    check: unary((request: proto.CheckRequest) => {
      const inputs = provider.check(request.getUrn(), mapOf(request.getOlds()), mapOf(request.getNews()));
      return new proto.CheckResponse().setInputs(structOf(inputs));
    }),
    diff: unary((request: proto.DiffRequest) =>
      differenceOf(provider.diff(request.getUrn(), mapOf(request.getOldInputs()), mapOf(request.getNews()))),
    ),
    create: unary((request: proto.CreateRequest) => {
      const [urn, inputs] = [request.getUrn(), mapOf(request.getProperties())];
      if (request.getPreview()) {
        return new proto.CreateResponse().setProperties(structOf(provider.previewCreate(urn, inputs)));
      }
      const { id, outputs } = provider.create(urn, inputs);
      return new proto.CreateResponse().setId(id).setProperties(structOf(outputs));
    }),
    read: unary((request: proto.ReadRequest) => {
      const found = provider.read(request.getUrn(), request.getId(), mapOf(request.getProperties()));
      // A response without an id says that the resource is gone.
      return found
        ? new proto.ReadResponse()
            .setId(request.getId())
            .setInputs(structOf(found.inputs))
            .setProperties(structOf(found.outputs))
        : new proto.ReadResponse();
    }),
    update: unary((request: proto.UpdateRequest) => {
      const change = {
        state: mapOf(request.getOlds()),
        olds: mapOf(request.getOldInputs()),
        news: mapOf(request.getNews()),
      };
      const mode = request.getPreview() ? "preview" : "update";
      const outputs = provider.update(request.getUrn(), request.getId(), change, mode);
      return new proto.UpdateResponse().setProperties(structOf(outputs));
    }),
    delete: unary((request: proto.DeleteRequest) => {
      provider.delete(request.getUrn(), request.getId(), mapOf(request.getProperties()));
      return new Empty();
    }),
    invoke: unary((request: proto.InvokeRequest) =>
      new proto.InvokeResponse().setReturn(structOf(provider.invoke(request.getTok(), mapOf(request.getArgs())))),
    ),
  };
}

/** Answers with what `handle` returns, or with the message of what it throws. */
function unary<Request, Response>(handle: (request: Request) => Response): grpc.handleUnaryCall<Request, Response> {
  return ({ request }, callback) => {
    try {
      callback(null, handle(request));
    } catch (error) {
      callback({ code: grpc.status.UNKNOWN, details: error instanceof Error ? error.message : String(error) });
    }
  };
}

function differenceOf({ changed, replacing, deleteBeforeReplace }: ReturnType<CustomProvider["diff"]>) {
  const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
  return new proto.DiffResponse()
    .setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE)
    .setDiffsList(changed)
    .setReplacesList(replacing)
    .setDeletebeforereplace(deleteBeforeReplace);
}

function mapOf(struct: Struct | undefined): WireMap {
  return struct?.toJavaScript() ?? {};
}

function structOf(map: WireMap): Struct {
  return Struct.fromJavaScript(map);
}

function textOf(struct: Struct | undefined, key: string): string {
  const value = mapOf(struct)[key];
  return typeof value === "string" ? value : "";
}
